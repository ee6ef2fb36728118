// Gives modules that a page would fetch an address in the frame itself: a frame without an origin may fetch none.
{
  const imports = {};
  for (const [address, source] of Object.entries(window.colophonModules ?? {}))
    imports[address] = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const map = document.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports });
  document.currentScript.after(map);
}
