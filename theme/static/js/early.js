// The only script that blocks: sets the chosen scheme, and whether the page comes in parts.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // no storage: the reader's system decides
}
if (performance.getEntriesByType("navigation")[0]?.type === "navigate" && !location.hash)
  document.documentElement.dataset.parts = "";
