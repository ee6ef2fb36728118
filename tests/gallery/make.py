"""Makes the gallery notebook anew: every kind of output as today's libraries really emit it.

It is run by hand, in an environment of its own, when a library changes what it emits; the tests read `gallery.ipynb`:

    pip install ipykernel nbclient plotly bokeh altair vl-convert-python ipywidgets anywidget matplotlib pandas polars
    pip install sympy folium itables scikit-learn xarray
    python tests/gallery/make.py
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

TARGET = Path(__file__).with_name("gallery.ipynb")
FRONT = """\
---
title: Every output
date: 2026-11-26
summary: Each kind of output that a notebook can hold, as current libraries emit it.
---"""

CELLS = {
    "stream": """\
import sys, time
print("\\x1b[31mred\\x1b[0m, \\x1b[1;38;5;33mblue of 256\\x1b[0m and \\x1b[48;2;10;90;40mtruecolour\\x1b[0m")
for step in range(1, 4):
    print(f"\\rstep {step} of 3", end="")
print("\\nto stderr", file=sys.stderr)""",
    "error": "#| error: true\n1 / 0",
    "plain": "{'a': 1, 'b': [1, 2, 3]}",
    "setup": """\
#| output: false
import warnings; warnings.filterwarnings("ignore")
import base64, io, json, struct, wave, zlib
import numpy as np, pandas as pd
from IPython.display import HTML, JSON, Audio, Image, Javascript, Latex, Markdown, SVG, Video, display
rng = np.random.default_rng(0)""",
    "html": 'HTML("<p>Plain <b>HTML</b> with <mark>a mark</mark>.</p><details><summary>More</summary><p>Folded.</p></details>")',
    "markdown": 'Markdown("A *Markdown* output with $e^{i\\\\pi} = -1$ and a list:\\n\\n- one\\n- two")',
    "latex": 'Latex(r"$$\\int_0^1 x^2\\,dx = \\tfrac13$$")',
    "sympy": "import sympy\nx = sympy.symbols('x')\nsympy.Integral(sympy.exp(-x**2), (x, -sympy.oo, sympy.oo))",
    "matplotlib": """\
#| label: fig-lines
#| fig-cap: Two lines by matplotlib.
#| fig-alt: A sine and a cosine over one period.
%config InlineBackend.figure_formats = ["retina"]
import matplotlib.pyplot as plt
t = np.linspace(0, 2 * np.pi, 60)
fig, ax = plt.subplots(figsize=(4, 2.4)); ax.plot(t, np.sin(t)); ax.plot(t, np.cos(t)); plt.show()""",
    "matplotlib-svg": """\
#| fig-alt: Five bars of random height.
%config InlineBackend.figure_formats = ["svg"]
fig, ax = plt.subplots(figsize=(4, 2)); ax.bar(range(5), rng.random(5)); plt.show()""",
    "jpeg": """\
#| fig-alt: A colour gradient as JPEG.
from PIL import Image as Picture
def encoded(kind, **options):
    y, x = np.mgrid[0:80, 0:160]
    picture = Picture.fromarray(np.dstack([x * 255 // 160, y * 255 // 80, 255 - x * 255 // 160]).astype("uint8"))
    buffer = io.BytesIO(); picture.save(buffer, kind, **options)
    return buffer.getvalue()
Image(encoded("JPEG", quality=70), format="jpeg")""",
    "gif": '#| fig-alt: The gradient as GIF.\nImage(encoded("GIF"), format="gif")',
    "webp": '#| fig-alt: The gradient as WebP.\nImage(encoded("WEBP"), format="webp")',
    "pdf": """\
from matplotlib.figure import Figure
figure = Figure(figsize=(2, 1)); figure.subplots().plot([0, 1])
buffer = io.BytesIO(); figure.savefig(buffer, format="pdf")
display({"application/pdf": base64.b64encode(buffer.getvalue()).decode(), "text/plain": "PDF"}, raw=True)""",
    "json": 'JSON({"shards": [{"id": 1, "up": True}, {"id": 2, "up": None}], "name": "ring"}, expanded=True)',
    "javascript": "Javascript(\"element.append(Object.assign(document.createElement('p'), {textContent: 'Written by a script', style: 'background: #1b7f4b; color: white; padding: 1em'}))\")",
    "audio": "Audio(np.sin(2 * np.pi * 440 * np.arange(800) / 8000), rate=8000)",
    "video": """\
import imageio.v3 as iio, tempfile, pathlib
path = pathlib.Path(tempfile.mkdtemp()) / "v.mp4"
frames = np.stack([np.full((64, 96, 3), (20 * n, 90, 200 - 20 * n), dtype="uint8") for n in range(10)])
iio.imwrite(path, frames, fps=5)
Video(path, embed=True, width=192)""",
    "isolated": 'display(HTML("<style>body { background: #224; color: #fff }</style><p id=x>Isolated, with its own style.</p>"), metadata={"text/html": {"isolated": True}})',
    "pandas": """\
#| label: tbl-frame
#| tbl-cap: A pandas table.
pd.DataFrame({"index": ["flat", "ivf", "hnsw"], "recall": [1.0, 0.91, 0.98], "ms": [1204, 31, 4]})""",
    "pandas-long": """\
pd.set_option("display.max_rows", None)
display(pd.DataFrame({"n": range(300), "square": np.arange(300) ** 2}))
pd.reset_option("display.max_rows")""",
    "styler": """\
pd.DataFrame(rng.normal(size=(4, 3)), columns=list("abc")).style.background_gradient(cmap="viridis").format("{:.2f}").set_caption("Coloured by pandas")""",
    "polars": 'import polars as pl\npl.DataFrame({"node": ["a", "b"], "load": [0.2, 0.91]})',
    "sklearn": """\
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
make_pipeline(StandardScaler(), LogisticRegression(C=0.5))""",
    "xarray": """\
import xarray as xr
xr.Dataset({"t": (("x", "y"), rng.normal(size=(3, 4)))}, coords={"x": [1, 2, 3]}, attrs={"source": "made up"})""",
    "plotly": """\
#| label: fig-plotly
#| fig-cap: Points by plotly.
#| fig-alt: Five points that rise from one to sixteen.
import plotly.graph_objects as go
figure = go.Figure(go.Scatter(x=[1, 2, 3, 4, 5], y=[1, 2, 4, 8, 16], mode="lines+markers"), layout=dict(height=300, template="plotly_white"))
figure""",
    "plotly-html": 'HTML(figure.to_html(include_plotlyjs="cdn", full_html=False))',
    "plotly-require": 'HTML("""<div id="old" style="height:240px"></div><script>require.config({paths: {plotly: "https://cdn.plot.ly/plotly-2.35.2.min"}}); require(["plotly"], function (Plotly) { window.Plotly = Plotly; Plotly.newPlot("old", [{y: [3, 1, 2]}], {height: 220}); });</script>""")',
    "jquery": 'HTML("""<div id="jq">waiting</div><script>$("#jq").text("Written by jQuery").css({background: "#7f1b4b", color: "white", padding: "1em"});</script>""")',
    "bokeh": """\
#| fig-alt: Three points by bokeh.
from bokeh.plotting import figure as bokeh_figure, show
from bokeh.io import output_notebook
output_notebook(hide_banner=True)
plot = bokeh_figure(height=220, width=400, title="By bokeh"); plot.scatter([1, 2, 3], [3, 1, 2], size=20, color="crimson")
show(plot)""",
    "bokeh-html": """\
from bokeh.embed import file_html
from bokeh.resources import CDN
other = bokeh_figure(height=200, width=400); other.line([1, 2, 3], [3, 1, 2], line_width=4)
HTML(file_html(other, CDN, "A bokeh file"))""",
    "altair": """\
#| fig-alt: Three bars by altair.
import altair as alt
table = pd.DataFrame({"a": ["A", "B", "C"], "b": [28, 55, 43]})
chart = alt.Chart(table, width=300, height=160).mark_bar().encode(x="a", y="b")
chart""",
    "vegalite": """\
#| fig-alt: The same three bars, stored as a specification.
# altair 6 has a renderer for this, but under a name for which nbformat allows no JSON
display({"application/vnd.vegalite.v6+json": chart.to_dict(), "text/plain": "alt.Chart(...)"}, raw=True)""",
    "vega": """\
#| fig-alt: The same three bars, compiled to Vega.
import vl_convert
display({"application/vnd.vega.v6+json": vl_convert.vegalite_to_vega(chart.to_json()), "text/plain": "Vega"}, raw=True)""",
    "widgets": """\
import ipywidgets as widgets
slider = widgets.IntSlider(value=30, description="k"); text = widgets.FloatProgress(value=30, bar_style="success")
widgets.jslink((slider, "value"), (text, "value"))
widgets.VBox([slider, text, widgets.Button(description="A button", button_style="danger")])""",
    "anywidget": """\
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = "export default { render({ model, el }) { const b = document.createElement('button'); b.textContent = `count is ${model.get('value')}`; b.style.cssText = 'background:#1b4b7f;color:#fff;padding:1em'; b.onclick = () => { model.set('value', model.get('value') + 1); b.textContent = `count is ${model.get('value')}`; }; el.append(b); } }"
    value = traitlets.Int(7).tag(sync=True)
Counter()""",
    "mermaid": """\
#| fig-alt: A leads to B.
display({"text/vnd.mermaid": "flowchart LR\\n  A[Client] --> B[Ring]\\n  B --> C[Replica]", "text/plain": "mermaid"}, raw=True)""",
    "folium": """\
import folium
place = folium.Map(location=[52.5, 13.4], zoom_start=11, tiles=None, height=300)
folium.CircleMarker([52.5, 13.4], radius=40, color="crimson", fill=True).add_to(place)
place""",
    "itables": """\
import itables
itables.init_notebook_mode(connected=True)
itables.show(pd.DataFrame({"node": list("abcdef"), "load": rng.random(6).round(3)}), connected=True)""",
}


def main() -> None:
    """Run the cells in a fresh kernel and write the notebook, without what says nothing about the outputs."""
    cells = [new_raw_cell(FRONT), new_markdown_cell("What follows is one output of each kind.")]
    for name, source in CELLS.items():
        tags = ["raises-exception"] if name == "error" else []
        cells += [new_markdown_cell(f"## {name}"), new_code_cell(source, metadata={"tags": tags} if tags else {})]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    NotebookClient(notebook, timeout=300, store_widget_state=True).execute()
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, TARGET)
    print(f"{TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
