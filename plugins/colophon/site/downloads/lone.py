"""The notebook of a post as a file by itself: for Colab, Binder, or a reader who wants no zip."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from colophon.run.tidy import drop, tidy
from colophon.site.downloads.original import Absolute, Original, beside, notebook_bytes

RECORD = "colophon"
"""The metadata that a run writes; it speaks of files that are not here."""


def lone_notebook(original: Original, content: Any, root: Path, absolute: Absolute, site_url: str) -> bytes:
    """Return a post's notebook with absolute links and without what machines wrote into its metadata.

    Links to files of the content folder lead to where the site has them; without an address of the site they stay.
    A notebook in which there is nothing to change comes as it was saved.
    """
    post = content.article.post.path
    assets = {asset.name.partition(".")[0]: asset.name for asset in content.article.assets}

    def on_the_web(target: str) -> str | None:
        return absolute(target) or _file(target, post, root, assets, site_url)

    addresses = original.addresses(on_the_web)
    document, has_changed = original.document(addresses), bool(addresses)
    if "cells" in document:  # formats before 4 have sheets, and no metadata of ours
        has_changed |= tidy(document)
        for part in (document, *document["cells"]):
            has_changed |= drop(part["metadata"], (RECORD,))
    return original.data.removeprefix(BOM_UTF8) if original.is_plain and not has_changed else notebook_bytes(document)


def _file(target: str, post: PurePosixPath, root: Path, assets: Mapping[str, str], site_url: str) -> str | None:
    """Return the address of a file beside the notebook: a picture's by its content, any other's by its path.

    A notebook without a page, as one that was refused, has none.
    """
    path = next(beside(post, target), None)
    if not site_url or path is None or path.suffix == ".ipynb" or not (root / path).is_file():
        return None
    from colophon.render.links import SAFE_IN_PATH  # the renderer takes half a second, and few builds need it

    name = assets.get(sha256((root / path).read_bytes()).hexdigest()[:16])
    return f"{site_url}/{f'assets/{name}' if name else quote(str(path), SAFE_IN_PATH)}"
