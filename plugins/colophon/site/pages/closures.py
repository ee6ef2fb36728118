"""What a template can see: its source with those of all that it includes, and the names that they use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import CodeType
from typing import Any

from jinja2 import Environment, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from msgspec import Struct
from msgspec.structs import replace

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
    """Digest of it."""
    variables: frozenset[str]
    attributes: frozenset[str]
    bodies: frozenset[str]
    stored: frozenset[str]
    """Names that it gives a value: loop variables and the like."""
    all_bodies: bool
    others: tuple[str, ...]
    """The templates that it extends, includes and imports."""


def closure(name: str, facts_of: Callable[[str], Facts]) -> Closure:
    """Return the closure of a template; `facts_of` returns what is to be known of each by its name.

    Raises:
        UnknownError: as `facts_of`.
    """
    known, left = {}, [name]
    while left:
        each = left.pop()
        if each not in known:
            known[each] = facts_of(each)
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


def compiled(environment: Environment, name: str, file: str | None, source: str) -> tuple[CodeType, Facts | None]:
    """Return the code of a template, and its facts.

    They are None where it includes a template, or asks for an attribute, whose name it computes.
    """
    used: list[_Generator] = []

    def generator(*arguments: Any) -> _Generator:
        used.append(_Generator(*arguments))
        return used[-1]

    environment.code_generator_class = generator  # type: ignore[assignment]  # what Jinja makes one with
    try:
        code = environment.compile(source, name, file)
    finally:
        del environment.code_generator_class
    facts, variables = used[0].facts, used[0].taken - environment.globals.keys()
    return code, facts and replace(facts, source=digest([source]), variables=frozenset(variables))


class _Generator(CodeGenerator):
    """Jinja's own, which takes the facts down on the way: with a tree and code for them alone, they take as long again
    as to compile the template.
    """

    facts: Facts | None = None
    taken: set[str]
    """Names that are taken from outside."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.taken = set()
        with suppress(UnknownError):
            self.facts = _facts(node)  # now: constants in it will be computed
        super().visit_Template(node, frame)

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        self.taken.update(name for action, name in frame.symbols.loads.values() if action == VAR_LOAD_RESOLVE and name)


def _facts(tree: nodes.Template) -> Facts:
    """Return the facts that the tree of a template tells."""
    every = [*tree.find_all(nodes.Node)]  # once: to walk the tree takes as long as to parse it
    asked = [*_asked(every)]
    words = {word for text in _texts(every) for word in re.split(r"[.,\s]+", text)}
    on_names = {of.name for attribute, of in asked if attribute in BODY and isinstance(of, nodes.Name)}
    on_others = any(attribute in BODY and not isinstance(of, nodes.Name) for attribute, of in asked)
    return Facts(
        source="",
        variables=frozenset(),
        attributes=frozenset({attribute for attribute, _ in asked} | words),
        bodies=frozenset(on_names),
        stored=frozenset(node.name for node in every if isinstance(node, nodes.Name) and node.ctx != "load"),
        all_bodies=on_others or bool(words & BODY),
        others=tuple(_others(tree)),
    )


def _asked(every: Sequence[nodes.Node]) -> Iterator[tuple[str, nodes.Node]]:
    """Yield each attribute or key that is asked for, and what for it."""
    for node in every:
        if isinstance(node, nodes.Getattr):
            yield node.attr, node.node
        elif isinstance(node, nodes.Getitem):
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                yield node.arg.value, node.node
            elif not isinstance(node.arg, nodes.Const | nodes.Slice):
                raise UnknownError("a template computes the name of an attribute")


def _texts(every: Sequence[nodes.Node]) -> Iterator[str]:
    """Yield each text that may name an attribute: not what is compared for its order, and not names of templates."""
    no_names = set()
    for node in every:
        if isinstance(node, _NAME_TEMPLATES):
            no_names |= {id(const) for const in node.find_all(nodes.Const)}
        elif isinstance(node, nodes.Compare) and all(each.op in _ORDERS for each in node.ops):
            no_names |= {id(each) for each in (node.expr, *(each.expr for each in node.ops))}
    consts = (node for node in every if isinstance(node, nodes.Const))
    return (const.value for const in consts if isinstance(const.value, str) and id(const) not in no_names)


def _others(tree: nodes.Template) -> Iterator[str]:
    """Yield the templates that one extends, includes and imports."""
    for name in meta.find_referenced_templates(tree):
        if name is None:
            raise UnknownError("a template computes the name of another")
        yield name
