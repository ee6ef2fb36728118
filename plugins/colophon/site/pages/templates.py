"""The site's templates, each parsed and compiled once in its life."""

from __future__ import annotations

import marshal

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from msgspec import Struct, msgpack

from colophon.site.pages.closures import Facts, compiled
from colophon.site.plain import UnknownError
from colophon.store import Store, digest

TEMPLATES = "templates"
"""Kind of the store."""
COMPILED = "COLOPHON compiled templates"
"""Key of the settings under which a build keeps its `CompiledTemplates`; no name that a user could set."""


class Compiled(Struct, frozen=True, array_like=True):
    """What is made of a template."""

    code: bytes
    """As `marshal` writes it; many are looked at of which nothing is printed."""
    facts: Facts | None
    """None where they cannot be told."""


class CompiledTemplates(BytecodeCache):
    """Jinja's way to keep what it compiles, in the site's store, and with it what a template can see."""

    def __init__(self, store: Store, site: str) -> None:
        """`site` is the digest of what code depends on beside its source, as settings may bring filters."""
        self._store = store
        self._site = site
        self._known: dict[str, Compiled] = {}
        """By the digest of all its causes; those of a build are looked up by each of its generators."""
        self._facts: dict[str, Facts | None] = {}

    def facts(self, environment: Environment, name: str) -> Facts:
        """Return the facts of a template.

        Raises:
            UnknownError: it includes a template, or asks for an attribute, whose name it computes.
        """
        if name not in self._facts:
            assert environment.loader is not None
            source, file, _ = environment.loader.get_source(environment, name)
            self._facts[name] = self._compiled(environment, name, file, source).facts
        found = self._facts[name]
        if found is None:
            raise UnknownError(f"{name} computes a name")
        return found

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return a bucket with the code of a template."""
        bucket = Bucket(environment, name, "")
        bucket.code = marshal.loads(self._compiled(environment, name, filename, source).code)
        return bucket

    def _compiled(self, environment: Environment, name: str, file: str | None, source: str) -> Compiled:
        key = digest([self._site, name, str(file), source])
        if key not in self._known:
            data = self._store.get(TEMPLATES, key)
            if data is None:
                code, facts = compiled(environment, name, file, source)
                data = msgpack.encode(Compiled(marshal.dumps(code), facts))
                self._store.put(TEMPLATES, key, data)
            self._known[key] = msgpack.decode(data, type=Compiled)
        return self._known[key]
