"""One module of a large package, without the others: to import those can cost more than to convert a post.

nbconvert's packages import a server and a client of kernels, nbformat's a validator of schemas, Kingfisher's what asks
providers of a key, where a page needs one class of each.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any


def alone(name: str, **given: ModuleType) -> ModuleType:
    """Return a module from its own file, with nothing of the packages around it executed.

    They are empty only while the module is imported, and other packages are then the ones `given`. Who imports any of
    them later gets all of it, with the same module; where a package is there already, nothing is done to it.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    if name in sys.modules:
        return sys.modules[name]
    parents = [name[:place] for place, letter in enumerate(name) if letter == "."]
    lent = [each for each in (*parents, *given) if each not in sys.modules]
    try:
        for each in lent:
            sys.modules[each] = given[each] if each in given else _empty(each)
        return import_module(name)
    finally:
        for each in lent:
            sys.modules.pop(each, None)


def _empty(package: str) -> ModuleType:
    spec = find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    return module_from_spec(spec)


class Late(ModuleType):
    """Stands for a module, and imports it when something in it is asked for that is not here."""

    def __init__(self, name: str, **here: object) -> None:
        super().__init__(name)
        vars(self).update(here)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)
