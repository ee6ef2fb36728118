"""Citations: marks in the text, numbered or by author and year, and the list that they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from colophon.model import Cell, Heading, Problem
from colophon.render.bibliography import BibliographyError, Work, entry_html, works
from colophon.render.context import RenderContext
from colophon.render.markdown.references import Mention
from colophon.render.page import Page

KEY, BIBLIOGRAPHY = "C504", "C505"


def cite(mention: Mention, cell: Cell, page: Page, context: RenderContext) -> str:
    """Return the mark of a citation as a link to the list; its text where the bibliography lacks the key."""
    known = _works(page, context)
    page.files.update(context.bibliography)
    if mention.key not in known:
        _miss(mention.key, known, cell, page, context)
        return escape(f"[{_words(mention, f'@{mention.key}')}]", quote=False)
    if mention.key not in page.cited:
        page.cited.append(mention.key)
    anchors = page.mentions.setdefault(mention.key, [])
    anchors.append(page.anchor(f"cite-{sum(map(len, page.mentions.values())) + 1}"))
    text = escape(_words(mention, _mark(known[mention.key], page, context)), quote=False)
    target = quote(_anchor(mention.key))
    return f'<a class="citation" href="#{target}" id="{anchors[-1]}" role="doc-biblioref">[{text}]</a>'


def reference_list(page: Page, context: RenderContext) -> str:
    """Return the section that lists the works cited, each with links back to its marks; empty where none is cited."""
    known = _works(page, context)
    cited = [key for key in page.cited if key in known]
    if not cited:
        return ""
    if context.citation_style == "author-year":
        cited.sort(key=lambda key: known[key].sort_key)
    anchor = page.anchor("references")
    page.outline.append(Heading(2, "References", anchor))
    items = "\n".join(_item(key, page, _text(context)) for key in cited)
    kind = "ol" if context.citation_style == "numeric" else "ul"
    heading = f'<section class="references" id="{anchor}" role="doc-bibliography"><h2>References</h2>'
    return f"{heading}\n<{kind}>\n{items}\n</{kind}></section>"


def keys(root: Path, bibliography: PurePosixPath) -> list[str]:
    """Return the keys of a BibTeX file of the content folder, in the file's order; none where it cannot be read."""
    try:
        return list(works(_read(root, bibliography)))
    except BibliographyError:
        return []


def _item(key: str, page: Page, bibliography: str) -> str:
    anchors = page.mentions.get(key, [])
    names = [f"Back to citation {number} of this work" for number in range(1, len(anchors) + 1)]
    names = ["Back to the citation"] if len(anchors) == 1 else names
    back = " ".join(
        f'<a class="backref" href="#{anchor}" role="doc-backlink" aria-label="{name}">↩</a>'
        for anchor, name in zip(anchors, names, strict=True)
    )
    return f'<li id="{escape(_anchor(key))}">{entry_html(bibliography, key)} {back}</li>'


def _words(mention: Mention, mark: str) -> str:
    before = f"{mention.before} " if mention.before else ""
    after = f", {mention.after.lstrip(', ')}" if mention.after else ""
    return f"{before}{mark}{after}"


def _mark(work: Work, page: Page, context: RenderContext) -> str:
    if context.citation_style == "author-year":
        return f"{work.authors} {work.year}"
    return str(page.cited.index(work.key) + 1)


def _anchor(key: str) -> str:
    """Return the anchor of a work; keys are words with `:`, `.`, `/`, `+` and `-`, all of which an id may hold."""
    return f"ref-{key}"


def _works(page: Page, context: RenderContext) -> Mapping[str, Work]:
    """Return the works of the bibliography; none, with a problem once per page, where it cannot be read."""
    if not context.bibliography:
        return {}  # nor is the reader of BibTeX loaded
    try:
        return works(_text(context))
    except BibliographyError as error:
        message = f"Expected a BibTeX file, found {error.found}."
        page.files.update(context.bibliography)
        problem = Problem(context.bibliography[0], 0, BIBLIOGRAPHY, message, error.remedy)
        if problem not in page.problems:
            page.problems.append(problem)
        return {}


def _text(context: RenderContext) -> str:
    """Return what the files of the bibliography say, one after another.

    Raises:
        BibliographyError: a file is missing, outside the content folder or no UTF-8.
    """
    return "\n".join(_read(context.root, path) for path in context.bibliography)


def _read(root: Path, path: PurePosixPath) -> str:
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()):
        raise BibliographyError("a file outside the content folder", "Move it into the content folder.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BibliographyError(f"none ({error.strerror})", "Correct the setting COLOPHON_BIBLIOGRAPHY.") from error
    except UnicodeDecodeError as error:
        raise BibliographyError(f"a byte that is no UTF-8 at {error.start}", "Save the file as UTF-8.") from error


def _miss(key: str, known: Mapping[str, Work], cell: Cell, page: Page, context: RenderContext) -> None:
    if not context.bibliography:
        message = f"Expected a bibliography for the citation `@{key[:80]}`, found none."
        page.problem(cell.number, KEY, message, "Name a BibTeX file in the setting COLOPHON_BIBLIOGRAPHY.")
        return
    near = get_close_matches(key, sorted(known), 1)
    remedy = f"Did you mean `{near[0]}`?" if near else f"Add it to {context.bibliography[0]}."
    page.problem(cell.number, KEY, f"Expected a key of the bibliography, found `{key[:80]}`.", remedy)
