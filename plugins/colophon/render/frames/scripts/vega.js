// Draws a specification of Vega or Vega-Lite in the colours of the page.
{
  const { mode, spec, options } = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (spec.background === "white") delete spec.background;
  vegaEmbed("#figure", spec, {
    ...options,
    mode,
    actions: false,
    renderer: "svg",
    ...(dark && { theme: "dark" }),
    config: { background: "transparent", ...options?.config },
  });
}
