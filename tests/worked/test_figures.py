"""Figures are the same bytes each time and carry no date."""

import io

import pytest

matplotlib = pytest.importorskip("matplotlib", reason="runs in the environment of the posts, which has matplotlib")
matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402  (after the backend is chosen)

from worked import figures  # noqa: E402  (only where matplotlib is)


def drawn() -> bytes:
    figures.style()
    fig, ax = plt.subplots()
    ax.plot([1, 2], [1, 2], **figures.look(1))
    figures.label(ax, 2, 2, "direct label")
    stream = io.BytesIO()
    fig.savefig(stream, format="png", metadata={"Software": None})
    plt.close(fig)
    return stream.getvalue()


def test_equal_figures_are_equal_bytes_without_a_program_name():
    assert drawn() == drawn()
    assert b"matplotlib" not in drawn()


def test_series_differ_in_more_than_hue():
    looks = [(figures.look(i)["linestyle"], figures.look(i)["marker"]) for i in range(6)]
    assert len(set(looks)) == 6
