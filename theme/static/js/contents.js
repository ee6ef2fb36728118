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
  links.get(current)?.removeAttribute("aria-current");
  current = heading;
  const link = links.get(heading);
  link?.setAttribute("aria-current", "location");
  if (link) keepInSight(link, link.closest(".contents"));
}

function keepInSight(link, list) {
  const above = link.offsetTop - list.scrollTop;
  if (above < 0 || above + link.offsetHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
}
