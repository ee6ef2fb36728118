"""One look for every figure: a quiet light card that reads on light and on dark pages, one accent, direct labels."""

from typing import Any, NamedTuple

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes

CARD = "#fdfcf9"
INK = "#24211d"
MUTED = "#6b655c"
HAIRLINE = "#d9d3c7"

OXIDE = "#a23a22"
BLUE = "#1f5f8b"
OCHRE = "#8f6108"
TEAL = "#2f8577"
PLUM = "#74447a"


class Look(NamedTuple):
    """How one series is drawn: never by hue alone."""

    color: str
    linestyle: str | tuple[int, tuple[int, ...]]
    marker: str


LOOKS = (
    Look(OXIDE, "-", "o"),
    Look(BLUE, "--", "s"),
    Look(OCHRE, "-.", "^"),
    Look(TEAL, ":", "D"),
    Look(PLUM, (0, (5, 1, 1, 1, 1, 1)), "v"),
    Look(INK, "-", "x"),
)

SETTINGS: dict[str, Any] = {
    "figure.figsize": (7.0, 3.8),
    "figure.dpi": 100,
    "figure.facecolor": CARD,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": CARD,
    "axes.facecolor": CARD,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": 11,
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "axes.prop_cycle": cycler(color=[look.color for look in LOOKS], linestyle=[look.linestyle for look in LOOKS]),
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "image.cmap": "Greys",
    "svg.hashsalt": "worked",
}


def style() -> None:
    """Set the look for every figure that follows; in a notebook, ask for PNG at twice the size.

    The PNG carries no software name and no date, so equal pixels are equal bytes.
    """
    mpl.rcParams.update(SETTINGS)
    try:
        from IPython import get_ipython
    except ImportError:
        return
    if get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina", bbox_inches="tight", pad_inches=0.12, metadata={"Software": None})


def look(number: int) -> dict[str, Any]:
    """Return the keyword arguments of `Axes.plot` for series `number`, from 0: colour, dash and marker."""
    return LOOKS[number % len(LOOKS)]._asdict()


def label(
    axes: Axes, x: float, y: float, text: str, *, color: str = INK, dx: float = 6, dy: float = 0, **more: Any
) -> None:
    """Write `text` beside the data point (x, y), shifted by dx, dy points: a direct label in place of a legend."""
    options = {"va": "center", "ha": "left" if dx >= 0 else "right", "fontsize": 9.5, "color": color} | more
    axes.annotate(text, (x, y), (dx, dy), textcoords="offset points", annotation_clip=False, **options)
