"""What a template can see, told from its text."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from colophon.site.closures import closure, template_facts


def attributes(template: str) -> frozenset[str]:
    environment = Environment(loader=DictLoader({"page.html": template, "part.html": "{{ page.part }}"}))
    return closure(environment, "page.html", template_facts).attributes


@pytest.mark.parametrize(
    "template",
    [
        "{{ article.title }}",
        '{{ article["title"] }}',
        '{{ articles | map(attribute="date,title") | list }}',
        '{{ articles | groupby("author.title") }}',
        '{{ articles | sort(attribute="title" if long else "date") }}',
        '{% if (articles | map(attribute="title") | first) == "x" %}{% endif %}',
        '{% if "title" in article.metadata %}{% endif %}',
        '{% set name = "title" %}{{ articles | map(attribute=name) | list }}',
    ],
)
def test_an_attribute_is_found_however_it_is_asked_for(template: str) -> None:
    assert "title" in attributes(template)


@pytest.mark.parametrize(
    "template",
    [
        '{% include "part.html" %}',
        '{% import "part.html" as part %}',
        '{% if output_file == "index.html" %}{% endif %}',
        '{% if "a.html" < name <= "b.html" %}{% endif %}',
    ],
)
def test_the_name_of_a_file_is_no_attribute(template: str) -> None:
    assert "html" not in attributes(template)


def test_what_an_included_template_asks_for_is_asked_for() -> None:
    assert "part" in attributes('{% include "part.html" %}')
