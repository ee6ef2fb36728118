// In each frame, twice: first it waits until the frame is seen and then writes what is to be shown, with this script
// in it; then it tells the page how high that is.
{
  const waiting = document.getElementById("colophon-content");

  const write = (html) => {
    document.open();
    document.write(html);
    document.close();
  };

  const tell = () => {
    const height = Math.max(document.documentElement.getBoundingClientRect().height, document.body?.scrollHeight ?? 0);
    if (height > 20) parent.postMessage({ colophon: "height", height: Math.ceil(height) }, "*");
  };

  if (waiting) {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      write(JSON.parse(waiting.textContent));
    });
    seen.observe(document.documentElement);
  } else {
    // no policy covers peer connections (Chromium 156): without their constructor there are none, nor in a frame inside
    for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete window[name];
    const { remove } = Element.prototype;
    new MutationObserver(() => {
      for (const inner of document.querySelectorAll("iframe, object, embed")) Reflect.apply(remove, inner, []);
    }).observe(document, { childList: true, subtree: true });
    // what libraries tell their developers is nothing to a reader; errors stay
    for (const name of ["debug", "info", "log", "warn"]) console[name] = () => {};
    new ResizeObserver(tell).observe(document.documentElement);
    new MutationObserver(tell).observe(document, { childList: true, subtree: true });
    addEventListener("load", tell);
    if (document.documentElement.matches(".follows-scheme"))
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => location.reload());
  }
}
