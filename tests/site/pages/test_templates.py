"""Templates as the generators of a build have them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from jinja2 import DictLoader, Environment
from jinja2.optimizer import Optimizer

from colophon.site.adapter import keep_templates
from colophon.site.pages.templates import COMPILED, CompiledTemplates
from colophon.site.themefiles import PLAIN
from colophon.store import Store


def generator(settings: dict[str, Any], text: str) -> Any:
    found = SimpleNamespace(env=Environment(loader=DictLoader({"page.html": text})), settings=settings)
    keep_templates(found)
    return found


def test_a_template_is_compiled_once_for_all_generators_and_builds(tmp_path: Path) -> None:
    with patch.object(Environment, "_generate", autospec=True, side_effect=Environment._generate) as compiled:
        for _ in range(2):
            settings = {COMPILED: CompiledTemplates(Store(tmp_path), "site")}
            for each in (generator(settings, "{{ article.title }}"), generator(settings, "{{ article.title }}")):
                assert settings[COMPILED].facts(each.env, "page.html").attributes >= {"title"}
                assert each.env.get_template("page.html").render(article={"title": "Waves"}) == "Waves"
    assert compiled.call_count == 1


def test_no_constants_are_looked_for(tmp_path: Path) -> None:
    each = generator({COMPILED: CompiledTemplates(Store(tmp_path), "site")}, "{{ 1 + 1 }}")
    with patch.object(Optimizer, "visit", side_effect=AssertionError):
        assert each.env.get_template("page.html").render() == "2"


@pytest.mark.parametrize("preview", [False, True])
def test_only_a_preview_looks_again_for_a_template_that_it_has(preview: bool, tmp_path: Path) -> None:
    each = generator({COMPILED: CompiledTemplates(Store(tmp_path), "site"), PLAIN: preview}, "old")
    for text in ("old", "new"):
        each.env.loader.mapping = {"page.html": text}
        printed = each.env.get_template("page.html").render()
    assert printed == ("new" if preview else "old")
