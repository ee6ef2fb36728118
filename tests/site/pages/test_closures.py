"""What a template can see, told from its text."""

from __future__ import annotations

from functools import partial

import pytest
from jinja2 import DictLoader, Environment

from colophon.site.pages.closures import Closure, closure
from colophon.site.pages.templates import CompiledTemplates
from colophon.site.plain import UnknownError
from colophon.store import Store


def seen(template: str) -> Closure:
    environment = Environment(loader=DictLoader({"page.html": template, "part.html": "{{ page.part }}"}))
    return closure("page.html", partial(CompiledTemplates(Store(None), "site").facts, environment))


def attributes(template: str) -> frozenset[str]:
    return seen(template).attributes


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


def test_a_name_is_taken_from_outside_where_the_template_gives_it_no_value() -> None:
    inner = "{% for post in posts %}{{ post.url }} {{ range(size) }}{% endfor %}{% set x = 1 %}{{ x + y }}"
    assert seen(f"{{% block body %}}{inner}{{% endblock %}}").variables == {"posts", "size", "y"}


@pytest.mark.parametrize("template", ["{% include name %}", "{{ article[name] }}", '{% extends "a" if b else "c" %}'])
def test_a_name_that_is_computed_cannot_be_told(template: str) -> None:
    with pytest.raises(UnknownError):
        seen(template)


def test_constants_are_seen_before_they_are_computed() -> None:
    assert "title" in attributes("{{ articles | map(attribute='tit' 'le') | list }}{{ 'title' ~ 1 }}")


def test_a_template_is_compiled_as_jinja_compiles_it() -> None:
    sources = {"page.html": '{% extends "base.html" %}{% block a %}{{ 1 + 2 }}{% endblock %}', "base.html": "{{ b }}"}
    plain, ours = Environment(loader=DictLoader(sources)), Environment(loader=DictLoader(sources))
    ours.bytecode_cache = CompiledTemplates(Store(None), "site")
    for name in sources:
        assert ours.get_template(name).root_render_func.__code__ == plain.get_template(name).root_render_func.__code__
    assert ours.code_generator_class is plain.code_generator_class
