// Sets the chosen colour scheme before the first paint; the only script that blocks.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // storage is switched off: the reader's system decides
}
