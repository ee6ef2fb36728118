// Draws a figure of plotly in the colours of the page: what its author chose stays, what its template says gives way.
{
  const { data, layout = {}, config = {}, frames } = JSON.parse(document.getElementById("data").textContent);
  const ink = getComputedStyle(document.body).color;
  const clear = "rgba(0, 0, 0, 0)";
  const template = { ...layout.template, layout: { ...layout.template?.layout } };
  const look = template.layout;
  look.paper_bgcolor = clear;
  if (matchMedia("(prefers-color-scheme: dark)").matches) {
    const axis = { gridcolor: "#343c47", linecolor: "#9ea6b1", zerolinecolor: "#9ea6b1", tickcolor: "#9ea6b1" };
    look.plot_bgcolor = clear;
    look.font = { ...look.font, color: ink };
    look.xaxis = { ...look.xaxis, ...axis };
    look.yaxis = { ...look.yaxis, ...axis };
    look.polar = { ...look.polar, bgcolor: clear };
    look.geo = { ...look.geo, bgcolor: clear };
    const plane = { backgroundcolor: clear, gridcolor: axis.gridcolor };
    look.scene = { xaxis: plane, yaxis: plane, zaxis: plane };
  }
  Plotly.newPlot("figure", {
    data,
    layout: { autosize: true, ...layout, template },
    config: { responsive: true, displaylogo: false, ...config },
    frames,
  });
}
