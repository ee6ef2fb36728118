// Lays out the cells below the first screen, a few in each frame.
const root = document.documentElement;
const cells = "parts" in root.dataset ? [...document.querySelectorAll(".notebook > .cell")] : [];

function next() {
  for (const cell of cells.splice(0, 6)) cell.style.contentVisibility = "visible";
  if (cells.length) requestAnimationFrame(next);
  else delete root.dataset.parts;
}
requestAnimationFrame(() => setTimeout(next));
