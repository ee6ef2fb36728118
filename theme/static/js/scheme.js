// The colour scheme button: as the system, light, dark, and again.
const SCHEMES = ["auto", "light", "dark"];
const chosen = document.documentElement.dataset;
chosen.scheme ??= "auto";

for (const button of document.querySelectorAll(".scheme")) {
  const name = button.querySelector(".scheme-name");
  const show = () => {
    name.textContent = chosen.scheme[0].toUpperCase() + chosen.scheme.slice(1);
  };
  button.addEventListener("click", () => {
    chosen.scheme = SCHEMES[(SCHEMES.indexOf(chosen.scheme) + 1) % SCHEMES.length];
    show();
    keep();
  });
  button.hidden = false;
  show();
}

function keep() {
  try {
    localStorage.setItem("scheme", chosen.scheme);
  } catch {
    // storage is switched off: the choice holds for this page
  }
}
