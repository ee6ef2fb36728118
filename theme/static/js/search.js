// The search page: a field over Pagefind, which is loaded when something is first looked for.
const MOST = 20;
const finder = document.querySelector(".finder");
const part = (name) => finder.querySelector(name);
const [field, key, list, status] = [".find", ".find-key", ".found-list", ".find-status"].map(part);
const filters = [...finder.querySelectorAll(".find-filter")];
let index, parts;

finder.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.focus();
if (field.value) find();
for (const each of [field, ...filters]) each.addEventListener("input", find);
try {
  key.checked = localStorage.getItem("slash") !== "off";
  key.addEventListener("change", () => localStorage.setItem("slash", key.checked ? "on" : "off"));
} catch {
  key.closest("p").hidden = true; // storage is switched off
}

// Arrows go from the field through what was found, Enter in the field opens the first, Escape leads back.
finder.addEventListener("keydown", (event) => {
  const stops = [field, ...list.querySelectorAll("a")];
  const at = stops.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -at }[event.key];
  if (event.key === "Enter" && at === 0) stops[1]?.click();
  if (at < 0 || !step || at + step < 0) return;
  event.preventDefault();
  stops[Math.min(at + step, stops.length - 1)].focus();
});

async function find() {
  const words = field.value.trim();
  list.ariaBusy = "true";
  try {
    index ??= load(); // once: a second instance would take the first one's memory
    const engine = await index;
    const chosen = filters.filter((each) => each.value).map((each) => new Set(parts.filters[each.name][each.value]));
    const found = await engine.debouncedSearch(words || null, {}, 120);
    if (!found) return; // the reader has typed on
    const asked = words || chosen.length;
    const left = found.results.filter(({ id }) => chosen.every((each) => each.has(id)));
    const posts = asked ? await Promise.all(left.slice(0, MOST).map((each) => each.data())) : [];
    if (words !== field.value.trim()) return;
    history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
    status.textContent = asked ? count(left.length, words) : "";
    list.replaceChildren(...posts.map(entry));
    list.ariaBusy = "false";
  } catch {
    [index, status.textContent] = [undefined, "The index could not be loaded. The archive lists every post."];
  }
}

async function load() {
  const address = new URL(finder.dataset.index, location.href);
  parts = await (await fetch(new URL("parts.json", address))).json();
  const whole = (await import(address)).createInstance({ noWorker: true, excerptLength: 24 }); // workers need a policy
  await Promise.all(parts.shards.map((each) => whole.mergeIndex(new URL(each, address).pathname, { excerptLength: 24 })));
  return whole;
}

function count(posts, words) {
  const about = words ? ` with “${words}”` : "";
  const shown = posts > MOST ? `; the best ${MOST} are shown` : "";
  return `${posts || "No"} post${posts === 1 ? "" : "s"}${about}${shown}`;
}

function entry(post) {
  const item = make("li", "found");
  const note = [post.meta.series, post.meta.date].filter(Boolean).join(" · ");
  item.append(link(post.url, post.meta.title, "found-title"), make("p", "found-note", note));
  const weight = (section) => section.weighted_locations.reduce((sum, each) => sum + each.balanced_score, 0);
  const best = post.sub_results.sort((a, b) => weight(b) - weight(a)).slice(0, 2);
  for (const section of best.sort((a) => (a.url === post.url ? -1 : 0))) {
    if (section.url !== post.url) item.append(link(section.url, section.title, "found-section"));
    item.append(excerpt(section.excerpt));
  }
  return item;
}

// Of an excerpt only text and marks are taken over.
function excerpt(html) {
  const text = make("p", "found-text");
  for (const { nodeName, textContent } of new DOMParser().parseFromString(html, "text/html").body.childNodes)
    text.append(nodeName === "MARK" ? make("mark", "", textContent) : textContent);
  return text;
}

function link(address, text, name) {
  return Object.assign(make("a", name, text), { href: address });
}

function make(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}
