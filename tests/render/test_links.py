"""Where addresses lead: nothing outside the content folder, nothing that Pelican would read as a command."""

from __future__ import annotations

import base64
import io
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from colophon.model import Cell, Link
from colophon.render.context import RenderContext
from colophon.render.images.pictures import picture_asset
from colophon.render.links import Address, find_anchor, is_external, link_target, settled, slug, split
from colophon.render.page import Page

CELL = Cell(3, "c", "markdown", "")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> RenderContext:
    root = tmp_path_factory.mktemp("content")
    (root / "posts").mkdir()
    (root / "data" / "deep").mkdir(parents=True)
    (root / "posts" / "a.csv").write_text("x")
    (root / "data" / "ü b.csv").write_text("x")
    (root / "data" / "loop").symlink_to(root / "data" / "loop")
    (root / "data" / "up").symlink_to(root.parent)
    (root / "data" / "inside.csv").symlink_to(root / "posts" / "a.csv")
    (root.parent / "outside.csv").write_text("x")
    return RenderContext(root, frozenset({PurePosixPath("posts/me.ipynb"), PurePosixPath("ü b.ipynb")}))


def follow(address: str, context: RenderContext) -> tuple[str | None, list[str], list[Link]]:
    """Return what is written for a link in `posts/me.ipynb`, the codes of its problems, and what is to be checked."""
    page = Page(PurePosixPath("posts/me.ipynb"))
    return link_target(address, CELL, page, context), [each.code for each in page.problems], page.links


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("a.csv", "{static}/posts/a.csv"),
        ("./a.csv?download#x", "{static}/posts/a.csv#x"),
        ("../data/%C3%BC%20b.csv", "{static}/data/%C3%BC%20b.csv"),
        ("../data/ü b.csv", "{static}/data/%C3%BC%20b.csv"),
        ("../data/deep/../ü b.csv", "{static}/data/%C3%BC%20b.csv"),
        ("../data/inside.csv", "{static}/data/inside.csv"),
        ("/tags/{x}/", "/tags/%7Bx%7D/"),
        ("?page=2", "?page=2"),
        ("https://example.org/{a|b}", "https://example.org/%7Ba%7Cb%7D"),
        ("//example.org", "//example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("#", "#"),
    ],
)
def test_addresses_that_lead_somewhere(address: str, target: str, context: RenderContext) -> None:
    assert follow(address, context) == (target, [], [])


@pytest.mark.parametrize(
    ("address", "target", "link"),
    [
        ("#The-Part", "#The-Part", Link(3, PurePosixPath("posts/me.ipynb"), "The-Part")),
        ("me.ipynb#x y", "#x%20y", Link(3, PurePosixPath("posts/me.ipynb"), "x y")),
        ("me.ipynb", "{filename}/posts/me.ipynb", Link(3, PurePosixPath("posts/me.ipynb"))),
        ("../%C3%BC b.ipynb#The-Idea", "{filename}/%C3%BC%20b.ipynb#the-idea",
         Link(3, PurePosixPath("ü b.ipynb"), "the-idea")),
        ("../ü b.ipynb#fig-Loss", "{filename}/%C3%BC%20b.ipynb#fig-Loss",
         Link(3, PurePosixPath("ü b.ipynb"), "fig-Loss")),
    ],
)  # fmt: skip
def test_links_into_posts_are_noted_for_the_check(
    address: str, target: str, link: Link, context: RenderContext
) -> None:
    assert follow(address, context) == (target, [], [link])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("b.csv", "C302"),
        ("../me.ipynb", "C302"),
        ("../data", "C302"),
        ("../data/loop", "C302"),
        ("a\x00.csv%00", "C302"),
        ("{static}/a.csv", "C302"),
        ("../../outside.csv", "C301"),
        ("../data/up/outside.csv", "C301"),
        ("../data/../../outside.csv", "C301"),
        ("%2e%2e/%2e%2e/outside.csv", "C301"),
        ("../../../../../../etc/passwd", "C301"),
        ("../../x.ipynb", "C301"),
        ("javascript:alert(1)", "C303"),
        ("java\tscript:alert(1)", "C303"),
        ("data:text/html,x", "C303"),
        ("file:///etc/passwd", "C303"),
    ],
)
def test_addresses_that_do_not(address: str, code: str, context: RenderContext) -> None:
    assert follow(address, context) == (None, [code], [])


@given(st.text(st.sampled_from("./\\%2eE:{}|#?a~ \x00\n"), max_size=24))
@settings(max_examples=400)
def test_no_address_leaves_the_content_folder(context: RenderContext, address: str) -> None:
    target, _, _ = follow(address, context)
    assert target is None or target.startswith(("#", "?", "/", "{static}/posts/a.csv", "http")) or target == ""
    assert target is None or not set("{|}") & set(target.removeprefix("{static}"))


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("The-Idea", "the-idea"),
        ("What's-new?", "whats-new"),
        ("me", "c-me"),
        ("%C3%BC", "ü"),
        ("fig-A", "fig-A"),
        ("no", None),
    ],
)
def test_a_fragment_means_the_anchor_that_jupyterlab_or_an_author_wrote(fragment: str, anchor: str | None) -> None:
    assert find_anchor(fragment, {"the-idea", "whats-new", "c-me", "ü", "fig-A"}) == anchor


def test_links_of_a_page_to_itself_are_settled_on_the_finished_page() -> None:
    own, other = PurePosixPath("a.ipynb"), PurePosixPath("b.ipynb")
    links = (Link(1, own, "The-Idea"), Link(2, other, "The-Idea"), Link(3, own, "gone"))
    assert settled(links, own, {"the-idea"}) == (Link(1, own, "the-idea"), links[1], links[2])


@pytest.mark.parametrize(
    ("text", "anchor"), [("What's *new*?", "whats-new"), ("A & B", "a--b"), ("Ünï_x", "ünï_x"), (" ", ""), ("—", "")]
)
def test_slugs_are_those_of_github(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_an_address_is_read_as_a_browser_reads_it() -> None:
    assert split(" a%20b/c?d#e%20f\n") == Address("a%20b/c?d#e%20f", "", "a b/c", "d", "e f")
    assert split("\\\\host\\x") == Address("//host\\x", "//", "", "", "")
    assert [split(each).scheme for each in ("JAVAscript:x", "java\nscript:x", "./a:b")] == ["javascript"] * 2 + [""]
    assert [is_external(each) for each in ("https://x", "//x", "/x", "mailto:a@b")] == [True, True, False, False]


def png(size: tuple[int, int] = (4, 3)) -> str:
    """Return a small picture in base64."""
    data = io.BytesIO()
    Image.new("RGB", size).save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


@pytest.mark.parametrize(
    ("address", "size"),
    [
        ("attachment:a.png", (4, 3)),
        ("attachment:a%20b.png", (5, 5)),
        ("attachment:s.svg", (7, 8)),
        (f"data:image/png;base64,{png()}", (4, 3)),
        ("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='7' height='8'/%3E", (7, 8)),
    ],
)
def test_pictures_within_the_notebook_become_files(address: str, size: tuple[int, int], context: RenderContext) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="8"/>'
    attachments = {
        "a.png": {"image/png": png()},
        "a b.png": {"image/png": png((5, 5))},
        "s.svg": {"image/svg+xml": svg},
    }
    page = Page(PurePosixPath("posts/me.ipynb"))
    asset = picture_asset(address, Cell(3, "c", "markdown", "", attachments=attachments), page, context)
    assert asset and (asset.width, asset.height) == size
    assert page.assets == {asset.name: asset}
    assert page.problems == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("attachment:b.png", "C302"),
        ("attachment:bad.png", "C304"),
        ("data:image/png;base64,!!", "C304"),
        ("data:,x", "C304"),
        ("a.csv", "C304"),
        ("../../outside.csv", "C301"),
        ("/../outside.csv", "C301"),
        ("https://example.org/x.png", "C305"),
        ("//example.org/x.png", "C305"),
        ("javascript:x", "C303"),
    ],
)
def test_pictures_that_cannot_be_shown(address: str, code: str, context: RenderContext) -> None:
    page = Page(PurePosixPath("posts/me.ipynb"))
    cell = Cell(3, "c", "markdown", "", attachments={"bad.png": {"image/png": "*"}})
    assert picture_asset(address, cell, page, context) is None
    assert [each.code for each in page.problems] == [code]


def test_a_missing_file_names_its_neighbour(context: RenderContext, tmp_path: Path) -> None:
    page = Page(PurePosixPath("posts/me.ipynb"))
    link_target("b.cvs", CELL, page, context)
    link_target("a.cvs", CELL, page, context)
    assert [each.remedy for each in page.problems][1] == "Did you mean `a.csv`?"
