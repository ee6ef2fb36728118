// What is wrong, over the last good page: refusals open by themselves, warnings wait behind a button.
const panel = document.createElement("section");
panel.className = "preview-problems";
panel.setAttribute("aria-label", "Problems found by the preview");
panel.hidden = true;
const badge = document.createElement("button");
badge.type = "button";
badge.className = "preview-badge";
badge.hidden = true;
badge.setAttribute("aria-expanded", "false");
badge.addEventListener("click", () => showPanel(panel.hidden));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) showPanel(false);
});

// biome-ignore lint/correctness/noUnusedVariables: page.js follows in the same script
function showNotices(notices) {
  if (!badge.isConnected) document.body.append(badge, panel);
  const grave = notices.filter((notice) => notice.severity !== "warning");
  badge.hidden = notices.length === 0;
  badge.classList.toggle("preview-grave", grave.length > 0);
  badge.textContent = grave.length ? counted(grave.length, "problem") : counted(notices.length, "warning");
  panel.setAttribute("role", grave.length ? "alert" : "region");
  panel.replaceChildren(heading(grave.length), list(notices), dismissal());
  showPanel(grave.length > 0);
}

function showPanel(open) {
  const held = panel.contains(document.activeElement);
  panel.hidden = !open || badge.hidden;
  badge.setAttribute("aria-expanded", String(!panel.hidden));
  if (held && panel.hidden) badge.focus();
}

function heading(grave) {
  const title = element("h2", grave ? "The last good page is shown" : "The page is printed, with warnings");
  title.className = "preview-title";
  return title;
}

function list(notices) {
  const items = element("ul");
  for (const notice of notices) {
    const item = element("li");
    item.className = `preview-${notice.severity}`;
    const code = notice.code ? ` [${notice.code}]` : "";
    item.append(element("strong", notice.where), element("p", `${notice.message}${code}`), element("p", notice.remedy));
    items.append(item);
  }
  return items;
}

function dismissal() {
  const button = element("button", "Dismiss");
  button.type = "button";
  button.addEventListener("click", () => {
    showPanel(false);
    badge.focus();
  });
  return button;
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
