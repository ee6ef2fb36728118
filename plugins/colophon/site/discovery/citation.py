"""How a post is cited: BibTeX, and CSL-JSON for reference managers."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct

from colophon.site.escaping import plain_text

SPECIAL = str.maketrans({character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}",
})  # fmt: skip
"""Characters that TeX reads as commands or sets otherwise."""


class Citation(Struct, frozen=True):
    """A post as an entry of a bibliography."""

    bibtex: str
    csl: str
    """One item in a list. Source: Citation Style Language, JSON schema 1.0.2."""


def citation(content: Any, site_url: str, site_name: str) -> Citation:
    """Return how to cite an article; without an address of the site it has no URL."""
    authors = [plain_text(author) for author in getattr(content, "authors", ())] or [site_name]
    title, date = plain_text(content.title), content.date
    key = f"{''.join(filter(str.isalnum, content.slug))}{date.year}"
    url = f"{site_url}/{content.url}" if site_url else ""
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in authors),
        "title": f"{{{_tex(title)}}}",
        "howpublished": _tex(site_name),
        "year": f"{date.year}",
        "month": f"{date:%b}".lower(),
        "url": url,
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items() if value]
    item = {
        "id": key,
        "type": "post-weblog",
        "title": title,
        "author": [{"literal": author} for author in authors],
        "container-title": site_name,
        "issued": {"date-parts": [[date.year, date.month, date.day]]},
        "language": content.lang,
    } | ({"URL": url} if url else {})
    return Citation(f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n", json.dumps([item], ensure_ascii=False) + "\n")


def _tex(text: str) -> str:
    return text.translate(SPECIAL)
