// Keeps the page fresh: events say what it has become; alone they come from the server, in JupyterLab from the shell.
const own = document.querySelector("script[data-preview]");
const parser = new DOMParser();
let digest = own.dataset.preview;
let shown = pristine();
let source;

const ACTIONS = { page: takePage, style: takeStyle, notices: showNotices, moved: ({ page }) => open(`/${page}`) };

if (window.parent === window) listen();
else listenToShell();

// The page as it came: this script is the first, so that no other has changed anything yet.
function pristine() {
  return parser.parseFromString(document.documentElement.outerHTML, "text/html").documentElement;
}

function takePage({ html, digest: now }) {
  const next = parser.parseFromString(html, "text/html");
  keepingPlace(() => {
    document.title = next.title;
    merge(document.body, shown.querySelector("body"), next.body);
  });
  shown = next.documentElement;
  digest = now;
  document.dispatchEvent(new CustomEvent("preview:page"));
}

function takeStyle({ name, digest: now, text }) {
  const inline = document.querySelector(`style[data-name="${CSS.escape(name)}"]`);
  if (inline) inline.textContent = text;
  for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
    const address = new URL(old.href);
    if (address.pathname !== `/${name}`) continue;
    const link = old.cloneNode();
    address.search = now;
    link.href = address;
    link.addEventListener("load", () => old.remove());
    old.after(link);
  }
}

// A hidden page holds no connection: browsers have six for a host.
function listen() {
  document.addEventListener("visibilitychange", () => (document.hidden ? source.close() : connect()));
  addEventListener("pagehide", () => source?.close());
  if (!document.hidden) connect();
}

function connect() {
  source?.close();
  source = new EventSource(`/_preview/events?${new URLSearchParams({ page: own.dataset.page, digest })}`);
  for (const [kind, act] of Object.entries(ACTIONS)) {
    source.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  });
}

// In JupyterLab the page is in a sandbox: its shell listens for it, and opens what it links to.
function listenToShell() {
  addEventListener("message", ({ source: from, data }) => {
    if (from === window.parent) ACTIONS[data.kind]?.(data.value);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.getAttribute("href").startsWith("#") || event.defaultPrevented) return;
    event.preventDefault();
    tell("open", { address: link.getAttribute("href") });
  });
  tell("ready", { digest });
}

function tell(kind, value) {
  window.parent.postMessage({ kind, page: own.dataset.page, ...value }, "*");
}

function open(address) {
  if (window.parent === window) location.assign(address.replace(/index\.html$/, ""));
  else tell("open", { address });
}
