"""Where a new reader should start."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from colophon.errors import SettingsError
from colophon.site.lists.frontpage import start_here
from tests.conftest import Site, front, notebook

POSTS = [SimpleNamespace(slug=slug) for slug in ("attention", "dynamo", "mapreduce")]


def test_the_posts_come_in_the_order_of_the_setting() -> None:
    found = start_here({"mapreduce": "for many", "attention": "for few"}, POSTS)
    assert found == [(POSTS[2], "for many"), (POSTS[0], "for few")]


@pytest.mark.parametrize(("slug", "hint"), [("dynamoo", "Did you mean 'dynamo'?"), ("zzz", "Take it out, or publish")])
def test_a_post_that_is_not_published_is_named(slug: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=rf"COLOPHON_START_HERE names '{slug}'.*") as caught:
        start_here({slug: "why"}, POSTS)
    assert hint in str(caught.value)


def test_a_build_that_names_an_unknown_post_says_so_and_fails(site: Site) -> None:
    site.add("a.ipynb", notebook(front("A")))
    built = site.build(settings='COLOPHON_START_HERE = {"b": "why"}')
    assert built.returncode != 0
    assert "COLOPHON_START_HERE names 'b'" in built.stdout + built.stderr
