"""What a template can see: its source with those of all that it includes, and the names that they use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jinja2 import Environment, meta, nodes
from msgspec import Struct

from colophon.site.plain import UnknownError
from colophon.store import digest

BODY = frozenset({"content", "get_content", "_content"})
"""Attributes through which a template prints the whole of a post."""

_ORDERS = ("eq", "ne", "lt", "lteq", "gt", "gteq")
"""Comparisons for which a text is no name, as it is for `in`."""
_NAME_TEMPLATES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class Closure(Struct, frozen=True):
    """A template and all that it extends, includes and imports."""

    source: str
    """Digest of the sources."""
    variables: frozenset[str]
    """Names that it takes from outside."""
    attributes: frozenset[str]
    """Names of attributes and keys that it may ask anything for; a string is taken for one, as filters take them."""
    bodies: frozenset[str]
    """Variables whose body it prints."""
    all_bodies: bool
    """Whether it may print the body of any post that it reaches."""


class Facts(Struct, frozen=True):
    """One template of a closure, alone."""

    source: str
    variables: frozenset[str]
    attributes: frozenset[str]
    bodies: frozenset[str]
    stored: frozenset[str]
    """Names that it gives a value: loop variables and the like."""
    all_bodies: bool
    others: tuple[str, ...]
    """The templates that it extends, includes and imports."""


def closure(environment: Environment, name: str, facts_of: Callable[[Environment, str], Facts]) -> Closure:
    """Return the closure of a template; `facts_of` is `template_facts`, or one that remembers.

    Raises:
        UnknownError: it includes a template, or asks for an attribute, whose name it computes.
    """
    known, left = {}, [name]
    while left:
        each = left.pop()
        if each not in known:
            known[each] = facts_of(environment, each)
            left += known[each].others
    names = sorted(known)
    facts = [known[each] for each in names]
    bodies = frozenset().union(*(each.bodies for each in facts))
    stored = bodies.intersection(*[frozenset().union(*(each.stored for each in facts))])
    return Closure(
        source=digest(part for each, fact in zip(names, facts, strict=True) for part in (each, fact.source)),
        variables=frozenset().union(*(each.variables for each in facts)),
        attributes=frozenset().union(*(each.attributes for each in facts)),
        bodies=bodies - stored,
        all_bodies=bool(stored) or any(each.all_bodies for each in facts),
    )


def template_facts(environment: Environment, name: str) -> Facts:
    """Return the facts of one template, for which it is parsed.

    Raises:
        UnknownError: as `closure`.
    """
    source = template_source(environment, name)
    tree = environment.parse(source)
    others = tuple(meta.find_referenced_templates(tree))
    asked = [*_asked(tree)]
    words = {word for text in _texts(tree) for word in re.split(r"[.,\s]+", text)}
    on_names = {of.name for attribute, of in asked if attribute in BODY and isinstance(of, nodes.Name)}
    on_others = any(attribute in BODY and not isinstance(of, nodes.Name) for attribute, of in asked)
    return Facts(
        source=source,
        variables=frozenset(meta.find_undeclared_variables(tree)),
        attributes=frozenset({attribute for attribute, _ in asked} | words),
        bodies=frozenset(on_names),
        stored=frozenset(node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"),
        all_bodies=on_others or bool(words & BODY),
        others=_named(name, others),
    )


def template_source(environment: Environment, name: str) -> str:
    """Return the text of a template as the environment finds it."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _asked(tree: nodes.Template) -> Iterator[tuple[str, nodes.Node]]:
    """Yield each attribute or key that is asked for, and what for it."""
    for node in tree.find_all(nodes.Getattr):
        yield node.attr, node.node
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str):
            yield item.arg.value, item.node
        elif not isinstance(item.arg, nodes.Const | nodes.Slice):
            raise UnknownError("a template computes the name of an attribute")


def _texts(tree: nodes.Template) -> Iterator[str]:
    """Yield each text that may name an attribute: not what is compared for its order, and not names of templates."""
    no_names = {id(const) for node in tree.find_all(_NAME_TEMPLATES) for const in node.find_all(nodes.Const)}
    for compared in tree.find_all(nodes.Compare):
        if all(each.op in _ORDERS for each in compared.ops):
            no_names |= {id(each) for each in (compared.expr, *(each.expr for each in compared.ops))}
    consts = tree.find_all(nodes.Const)
    return (const.value for const in consts if isinstance(const.value, str) and id(const) not in no_names)


def _named(name: str, others: tuple[str | None, ...]) -> tuple[str, ...]:
    if None in others:
        raise UnknownError(f"{name} computes the name of a template")
    return tuple(other for other in others if other is not None)
