// The key "/" leads to the search page, or into its field; a reader can switch that off there (WCAG 2.1.4).
const on = () => {
  try {
    return localStorage.getItem("slash") !== "off";
  } catch {
    return true;
  }
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !on()) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  event.preventDefault();
  const field = document.querySelector(".find");
  if (field) field.select();
  else location.assign(document.querySelector('a[rel="search"]').href);
});
