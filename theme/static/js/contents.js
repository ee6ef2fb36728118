// Marks in the contents list the section that is being read.
const links = new Map();
for (const link of document.querySelectorAll(".aside .contents-link")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const passed = new Set();
let current;

// A heading above the window's lower three quarters was passed, also by a jump.
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) passed[isIntersecting ? "add" : "delete"](target);
    mark([...links.keys()].findLast((heading) => passed.has(heading)));
  },
  { rootMargin: "1000000px 0px -75% 0px" },
);
for (const heading of links.keys()) observer.observe(heading);

function mark(heading) {
  current?.removeAttribute("aria-current");
  current = links.get(heading);
  if (!current) return;
  current.setAttribute("aria-current", "location");
  const list = current.closest(".contents");
  const above = current.offsetTop - list.scrollTop;
  const hidden = above < 0 || above + current.offsetHeight > list.clientHeight;
  if (hidden) list.scrollTop = current.offsetTop - list.clientHeight / 2;
}
