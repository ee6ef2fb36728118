// Brings a live page up to date: what changed between two states of a document is carried over to the third, the live
// one. What scripts and the reader did to it (buttons, opened parts, marks) is in neither of the two, and stays.

function merge(live, before, after) {
  if (before.isEqualNode(after)) return;
  if (live.nodeType !== Node.ELEMENT_NODE) {
    if (live.nodeValue !== after.nodeValue) live.nodeValue = after.nodeValue;
    return;
  }
  mergeAttributes(live, before, after);
  mergeChildren(live, before, after);
}

function mergeAttributes(live, before, after) {
  for (const { name } of before.attributes) if (!after.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of after.attributes) {
    if (before.getAttribute(name) !== value) live.setAttribute(name, value);
  }
}

function mergeChildren(live, before, after) {
  const twins = twinsOf(live, before);
  const old = [...before.childNodes];
  const next = [...after.childNodes];
  let start = 0;
  while (start < old.length && start < next.length && old[start].isEqualNode(next[start])) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end).isEqualNode(next.at(-1 - end))) end++;
  const leaving = old.slice(start, old.length - end);
  const anchor = twins.get(old[old.length - end]) ?? null;
  let place = 0;
  for (const node of next.slice(start, next.length - end)) {
    const match = leaving.findIndex((each, index) => index >= place && isSame(each, node));
    if (match >= 0) {
      for (const each of leaving.slice(place, match)) twins.get(each)?.remove();
      place = match + 1;
      const twin = twins.get(leaving[match]);
      if (twin) merge(twin, leaving[match], node);
    } else {
      live.insertBefore(document.importNode(node, true), twins.get(leaving[place]) ?? anchor);
    }
  }
  for (const each of leaving.slice(place)) twins.get(each)?.remove();
}

// Which live node stands for which one of the state before; live nodes that scripts put in stand for none.
function twinsOf(live, before) {
  const twins = new Map();
  let child = live.firstChild;
  for (const node of before.childNodes) {
    let candidate = child;
    while (candidate && !isAlike(candidate, node)) candidate = candidate.nextSibling;
    if (!candidate) continue;
    twins.set(node, candidate);
    child = candidate.nextSibling;
  }
  return twins;
}

function isAlike(live, node) {
  return live.nodeName === node.nodeName && (live.nodeType !== Node.ELEMENT_NODE || live.id === node.id);
}

// A node that is equal, or that has the same id, or neither of both has one and their text shares its beginning.
function isSame(one, other) {
  if (one.nodeName !== other.nodeName) return false;
  if (one.isEqualNode(other)) return true;
  if (one.nodeType !== Node.ELEMENT_NODE) return true;
  return one.id === other.id && one.className === other.className;
}

// The first pieces of text in the window stay where they are, whatever changes above them.
// biome-ignore lint/correctness/noUnusedVariables: page.js follows in the same script
function keepingPlace(change) {
  const pieces = [...document.querySelectorAll("main :is(p, li, pre, figure, table, h1, h2, h3, h4, h5, h6)")];
  const seen = pieces.findIndex((piece) => piece.getBoundingClientRect().bottom > 0);
  const places = seen < 0 ? [] : pieces.slice(seen, seen + 30).map((piece) => [piece, piece.getBoundingClientRect().top]);
  change();
  if (window.scrollY === 0) return;
  const [piece, top] = places.find(([each]) => each.isConnected) ?? [];
  if (piece) window.scrollBy({ top: piece.getBoundingClientRect().top - top, behavior: "instant" });
}
