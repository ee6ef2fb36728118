// The colour scheme button: as the system, light, dark, and again.
const SCHEMES = ["auto", "light", "dark"];
const root = document.documentElement;

for (const button of document.querySelectorAll(".scheme")) {
  const name = button.querySelector(".scheme-name");
  const show = () => {
    const scheme = root.dataset.scheme ?? "auto";
    name.textContent = scheme[0].toUpperCase() + scheme.slice(1);
  };
  button.addEventListener("click", () => {
    choose(SCHEMES[(SCHEMES.indexOf(root.dataset.scheme ?? "auto") + 1) % SCHEMES.length]);
    show();
  });
  button.hidden = false;
  show();
}

function choose(scheme) {
  if (scheme === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  try {
    if (scheme === "auto") localStorage.removeItem("scheme");
    else localStorage.setItem("scheme", scheme);
  } catch {
    // storage is switched off: the choice holds for this page
  }
}
