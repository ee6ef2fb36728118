// The colour scheme button: as the system, light, dark, and again.
const SCHEMES = ["auto", "light", "dark"];
const root = document.documentElement;
let scheme = root.dataset.scheme ?? "auto";

for (const button of document.querySelectorAll(".scheme")) {
  const name = button.querySelector(".scheme-name");
  const show = () => {
    name.textContent = scheme[0].toUpperCase() + scheme.slice(1);
  };
  button.addEventListener("click", () => {
    scheme = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length];
    root.dataset.scheme = scheme;
    show();
    keep();
  });
  button.hidden = false;
  show();
}

function keep() {
  try {
    localStorage.setItem("scheme", scheme);
  } catch {
    // storage is off: the choice holds for this page
  }
}
