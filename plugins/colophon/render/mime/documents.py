"""application/pdf: a file that the page links to."""

from __future__ import annotations

from markupsafe import Markup

from colophon.render.images.files import file_asset
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError
from colophon.render.mime.pictures import binary


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return a link to the document with its size."""
    data = binary(bundle, media_type)
    if not data.startswith(b"%PDF-"):
        raise DrawingError("it does not begin as a PDF does")
    asset = file_asset(data, media_type)
    address = bundle.page.asset(asset)
    size = f"{max(1, round(len(data) / 1000)):,} kB"
    return Drawing(
        Markup('<p><a href="{}">PDF of cell {}, {}</a></p>').format(address, bundle.cell.number, size), "pdf"
    )
