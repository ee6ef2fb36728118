"""What a template sees of values, as digests: while they are the same, so is what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from pathlib import PurePath
from types import NoneType
from typing import Any

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

from colophon.model import Article, Post
from colophon.site.pages.closures import BODY, Closure
from colophon.site.plain import UnknownError, field_names, plain
from colophon.site.posts.late import addresses
from colophon.site.posts.shelf import Shelf
from colophon.store import digest

REACH = 3
"""How many posts away from what it is about a template is followed; farther ones count by name."""
LONG = 80
"""Characters of a value from which on its digest stands for it, as many views ask for it."""
LONG_TEXT = 2_000
"""Characters of a text from which on it is digested once only: a body is asked for by each view."""
SIMPLE = (str, int, float, bool, bytes, NoneType, date, PurePath)


class Values:
    """What is the same in every view: digests of values that hold no posts, and whether a value leads to posts."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}
        """By identity, as all here; each value is kept beside, so that no other takes its identity."""
        self._leads: dict[int, tuple[object, bool]] = {}
        self._fields: dict[type, Set[str]] = {}
        self._attributes: dict[int, Attributes] = {}
        """They keep their contents."""
        self._own: dict[tuple[int, tuple[str, ...]], tuple[str, list[tuple[str, Any]]]] = {}
        self._named: dict[tuple[int, tuple[str, ...]], tuple[object, str]] = {}

    def digest(self, value: Any) -> str:
        """Return the digest; empty where the value can hold posts, or where a template sees only parts of it."""
        if type(value) is str and len(value) < LONG_TEXT:  # as most are
            return f"text:{value}"
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self._digest(value)
        return known[1]

    def fields(self, value: Any) -> Set[str]:
        """Return the names of the fields of a value that has some by its class, in their order."""
        kind = type(value)
        if kind not in self._fields:
            self._fields[kind] = dict.fromkeys(field_names(kind)).keys()
        return self._fields[kind]

    def leads(self, value: Any) -> bool:
        """Whether a post can be reached from the value: then its digest depends on how far it is followed."""
        if isinstance(value, (*SIMPLE, URLWrapper, Article, Post)):
            return False
        if id(value) not in self._leads:
            parts = value.values() if isinstance(value, dict) else value
            plain_one = isinstance(value, dict | list | tuple) and not any(map(self.leads, parts))
            self._leads[id(value)] = value, not plain_one
        return self._leads[id(value)][1]

    def attributes(self, content: Content) -> Attributes:
        """Return the digests of the attributes of a content, by name."""
        if id(content) not in self._attributes:
            self._attributes[id(content)] = Attributes(content, self)
        return self._attributes[id(content)]

    def own_part(self, content: Any, names: tuple[str, ...]) -> tuple[str, list[tuple[str, Any]]]:
        """Return the digest of those attributes of a content that are its own, and those that lead to posts."""
        known = self._own.get((id(content), names))
        if known is None:
            attributes = self.attributes(content)
            found = [attributes[name] for name in names]
            leading = [(name, getattr(content, name)) for name, each in zip(names, found, strict=True) if not each]
            known = self._own[id(content), names] = digest([str(content.source_path), *names, *found]), leading
        return known

    def named(self, value: Any, names: tuple[str, ...]) -> str:
        """Return the digest of the fields of that name; empty where one of them is."""
        known = self._named.get((id(value), names))
        if known is None:
            known = self._named[id(value), names] = value, self._whole(value, [getattr(value, name) for name in names])
        return known[1]

    def _digest(self, value: Any) -> str:
        if isinstance(value, SIMPLE):
            return plain(value) if not isinstance(value, str) or len(value) < LONG_TEXT else digest(["text", value])
        if isinstance(value, URLWrapper):
            return digest([type(value).__name__, *map(str, (value.name, value.slug, value.url, value.save_as))])
        if isinstance(value, Article | Post):
            return ""
        if names := self.fields(value):
            return self._whole(value, [getattr(value, name) for name in names])
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return self._whole(value, [part for item in value.items() for part in item])
        return self._whole(value, value) if isinstance(value, list | tuple) else ""

    def _whole(self, value: Any, parts: Sequence[Any]) -> str:
        found = [self.digest(part) for part in parts]
        return digest([type(value).__name__, *found]) if all(found) else ""


class Attributes(dict[str, str]):
    """Digests of the attributes of one content, each made when it is first asked for; empty as those of `Values`."""

    def __init__(self, content: Content, values: Values) -> None:
        self.content = content
        self.names = tuple(vars(content))
        """Of what it has beside what its class gives it; most contents have the same."""
        self._values = values

    def __missing__(self, name: str) -> str:
        value = getattr(self.content, name, None)
        found = "-" if value is None or callable(value) else self._values.digest(value)
        self[name] = found = found if len(found) < LONG else digest([found])
        return found


class View:
    """What one template sees of values."""

    def __init__(self, found: Closure, shelf: Shelf, values: Values) -> None:
        self.found = found
        self._asked = found.attributes - BODY
        self._asked_of: dict[tuple[type, tuple[str, ...]], tuple[str, ...]] = {}
        """Names that are asked for and there, sorted, by the class of a content and the names of what it has."""
        self._values = values
        self._shelf = shelf
        self._names: dict[type, tuple[str, ...]] = {}
        """The fields of each class of which a template sees only those that it names, sorted."""
        self._known: dict[tuple[int, int], tuple[object, str]] = {}
        """Digests by identity and reach; the value is kept with them, so that no other takes its identity."""

    def variable(self, name: str, value: Any) -> str:
        """Return the digest of what the template can see of a variable.

        Raises:
            UnknownError: something in it cannot be told.
        """
        found = self.value(value, REACH)
        body = name in self.found.bodies and isinstance(value, Content)
        return digest([found, *self._body(value)]) if body else found

    def value(self, value: Any, reach: int) -> str:
        """Return the digest of a value from which posts are followed as far as `reach`.

        Raises:
            UnknownError: as `variable`.
        """
        known = self._known.get((id(value), reach))
        if known:
            return known[1]
        if found := self._values.digest(value):
            return found
        place = id(value), reach if self._values.leads(value) else REACH
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = value, self._digest(value, place[1])
        self._known[id(value), reach] = known
        return known[1]

    def _digest(self, value: Any, reach: int) -> str:
        if isinstance(value, Content):
            return self._content(value, reach)
        if isinstance(value, Article | Post):  # only fields, and of those the ones that are named
            return self._fields(value, self._named_fields(value), reach)
        if names := self._values.fields(value):
            return self._fields(value, tuple(sorted(names)), reach)
        if isinstance(value, Mapping):
            items = ((str(key), self.value(each, reach)) for key, each in value.items())
            return digest(["mapping", *(part for item in items for part in item)])
        if isinstance(value, Set):
            return digest(["set", *sorted(self.value(each, reach) for each in value)])
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return digest(["sequence", *(self._item(each, reach) for each in value)])
        if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, str):
            return self._fields(value, tuple(sorted(vars(value))), reach)
        return plain(value)

    def _item(self, value: Any, reach: int) -> str | list[str]:
        """Return the digest of what is in a sequence; of a tuple, the parts."""
        return [self.value(each, reach) for each in value] if type(value) is tuple else self.value(value, reach)

    def _named_fields(self, value: Any) -> tuple[str, ...]:
        kind = type(value)
        if kind not in self._names:
            self._names[kind] = tuple(sorted(self._values.fields(value) & self.found.attributes))
        return self._names[kind]

    def _fields(self, value: Any, names: tuple[str, ...], reach: int) -> str:
        if found := self._values.named(value, names):
            return digest([*names, found])
        parts = [type(value).__name__]
        for name in names:
            part = getattr(value, name)
            parts += name, self._values.digest(part) or self.value(part, reach)
        return digest(parts)

    def _content(self, content: Any, reach: int) -> str:
        if reach == 0:
            return str(content.source_path)
        names = self._names_of(content, self._values.attributes(content).names)
        own, leading = self._values.own_part(content, names)
        body = self._body(content) if self.found.all_bodies else ()
        return digest([own, *body, *(part for name, each in leading for part in (name, self.value(each, reach - 1)))])

    def _names_of(self, content: Any, own: tuple[str, ...]) -> tuple[str, ...]:
        kind = type(content), own
        if kind not in self._asked_of:
            self._asked_of[kind] = tuple(sorted(self._asked & {*own, *dir(type(content))}))
        return self._asked_of[kind]

    def _body(self, content: Any) -> list[str]:
        if not hasattr(content, "body_digest"):
            raise UnknownError("a body whose links are Pelican's")
        return [content.body_digest, *addresses(content, self._shelf)]
