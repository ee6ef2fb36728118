// Marks in the contents list the section that is being read.
const links = new Map();
for (const link of document.querySelectorAll(".aside .contents-link")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const headings = [...links.keys()];
let current;

// A heading is being read from when it passes the upper quarter of the window until the next one does.
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, boundingClientRect, rootBounds } of entries) {
      if (isIntersecting) mark(target);
      else if (target === current && boundingClientRect.top >= (rootBounds?.bottom ?? 0)) {
        mark(headings[headings.indexOf(target) - 1]);
      }
    }
  },
  { rootMargin: "0px 0px -75% 0px" },
);
for (const heading of headings) observer.observe(heading);

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
