// The frame around a preview in JupyterLab. The page in it is in a sandbox and has no cookies, so it can ask for
// nothing: this script, which is not the page's, listens for its events and opens what it links to.
const KINDS = ["page", "style", "notices", "moved"];
const frame = document.querySelector("iframe");
const site = new URL("../", location.href);
let source;

addEventListener("message", ({ source: from, data }) => {
  if (from !== frame.contentWindow || typeof data?.page !== "string") return;
  if (data.kind === "ready") connect(data.page, String(data.digest));
  else if (data.kind === "open") open(data.page, String(data.address));
});

function connect(page, digest) {
  source?.close();
  source = new EventSource(`events?${new URLSearchParams({ page, digest })}`);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      frame.contentWindow.postMessage({ kind, value: JSON.parse(event.data) }, "*");
    });
  }
}

// Addresses are seen from the page: the site's root is the folder that holds the shell.
function open(page, address) {
  const target = new URL(address, new URL(page, "https://site.invalid/"));
  if (target.host === "site.invalid") frame.src = new URL(`.${target.pathname}${target.hash}`, site);
  else if (/^https?:$/.test(target.protocol)) window.open(target, "_blank", "noopener");
}
