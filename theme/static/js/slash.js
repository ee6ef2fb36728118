// The key "/" leads to the search page, or into its field; a reader can switch that off there (WCAG 2.1.4).
const [field, key] = [".find", ".find-key"].map((name) => document.querySelector(name));
let on = true;
try {
  on = localStorage.getItem("slash") !== "off";
} catch {
  key?.closest("p").remove(); // storage is switched off
}
if (key) key.checked = on;
key?.addEventListener("change", () => {
  on = key.checked;
  localStorage.setItem("slash", on ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (!on || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  event.preventDefault();
  if (field) field.select();
  else location.assign(document.querySelector('a[rel="search"]').href);
});
