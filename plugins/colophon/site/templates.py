"""The site's templates, each parsed and compiled once in its life."""

from __future__ import annotations

import pickle

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from colophon.site.closures import Facts, template_facts, template_source
from colophon.store import Store, digest

CODE, FACTS = "templates", "template-facts"
"""Kinds of the store."""
COMPILED = "COLOPHON compiled templates"
"""Key of the settings under which a build keeps its `CompiledTemplates`; no name that a user could set."""


class CompiledTemplates(BytecodeCache):
    """Jinja's way to keep what it compiles, in the site's store."""

    def __init__(self, store: Store, site: str) -> None:
        """`site` is the digest of what a template's code depends on beside its source, as settings may bring filters.

        Empty: nothing is kept.
        """
        self._store = store if site else Store(None)
        self._site = site

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where its template is known."""
        if data := self._store.get(CODE, self._key(bucket)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        self._store.put(CODE, self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return digest([self._site, bucket.key, bucket.checksum])


class KnownTemplates:
    """What is to be known of each template of a build."""

    def __init__(self, store: Store, site: str) -> None:
        """`site` as above; empty: nothing is kept for the next build."""
        self._store = store if site else Store(None)
        self._site = site
        self._facts: dict[str, Facts] = {}

    def facts(self, environment: Environment, name: str) -> Facts:
        """Return the facts of a template, from the store where it has them.

        Raises:
            UnknownError: as `template_facts`.
        """
        if name not in self._facts:
            key = digest([self._site, name, template_source(environment, name)])
            data = self._store.get(FACTS, key)
            self._facts[name] = pickle.loads(data) if data else template_facts(environment, name)
            if not data:
                self._store.put(FACTS, key, pickle.dumps(self._facts[name], 5))
        return self._facts[name]
