// Draws a diagram of Mermaid in the colours of the page.
{
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark ? "dark" : "neutral" });
  mermaid.run({ querySelector: "#figure" });
}
