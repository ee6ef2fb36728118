// The search page: a field over Pagefind, which is loaded at the first key.
const MOST = 20;
const OPTIONS = { excerptLength: 24 };
const NAMES = [".finder", ".find", ".found-list", ".find-status"];
const [finder, field, list, status] = NAMES.map((each) => document.querySelector(each));
const filters = [...finder.querySelectorAll(".find-filter")];
let index, parts;

finder.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.focus();
if (field.value) find();
for (const each of [field, ...filters]) each.addEventListener("input", find);

// Arrows lead through what was found, Enter opens the first, Escape leads back.
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
    const wanted = [...chosen, ...(await holders(engine, words))];
    const left = found.results.filter(({ id }) => wanted.every((each) => each.has(id)));
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
  const whole = (await import(address)).createInstance({ noWorker: true, ...OPTIONS }); // workers need a policy
  await Promise.all(parts.shards.map((each) => whole.mergeIndex(new URL(each, address).pathname, OPTIONS)));
  return whole;
}

// A part without a word takes the nearest one: what is a word anywhere must be in each result.
async function holders(engine, words) {
  const known = (parts.shards.length && words.match(/[\p{L}\p{N}'’]+/gu)) || [];
  const found = await Promise.all(known.map((word) => engine.search(`"${word}"`)));
  return found.map(({ results }) => new Set(results.map(({ id }) => id))).filter(({ size }) => size);
}

function count(posts, words) {
  const about = words && ` with “${words}”`;
  const shown = posts > MOST ? `; the best ${MOST} are shown` : "";
  return `${posts || "No"} post${posts === 1 ? "" : "s"}${about}${shown}`;
}

function entry({ meta, ...post }) {
  const item = make("li", "found", "", meta.lang && { lang: meta.lang });
  const note = [meta.series, meta.date].filter(Boolean).join(" · ");
  item.append(make("a", "found-title", meta.title, { href: post.url }), make("p", "found-note", note));
  const weight = (section) => section.weighted_locations.reduce((sum, each) => sum + each.balanced_score, 0);
  const best = post.sub_results.sort((a, b) => weight(b) - weight(a)).slice(0, 2);
  for (const { url, title, excerpt } of best.sort(({ url }) => (url === post.url ? -1 : 0))) {
    if (url !== post.url) item.append(make("a", "found-section", title, { href: url }));
    item.append(quoted(excerpt));
  }
  return item;
}

// Of an excerpt only text and marks are taken.
function quoted(html) {
  const text = make("p", "found-text");
  for (const { nodeName, textContent } of new DOMParser().parseFromString(html, "text/html").body.childNodes)
    text.append(nodeName === "MARK" ? make("mark", "", textContent) : textContent);
  return text;
}

function make(tag, className, textContent = "", more = {}) {
  return Object.assign(document.createElement(tag), { className, textContent }, more);
}
