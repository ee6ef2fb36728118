"""What runs inside the kernel beside the post: notes what the post reads and imports. Standard library only.

Its text is sent to the kernel, which may be another Python (3.10 or newer) without Colophon.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Iterable
from typing import Any

_begin: dict[str, Any] = {}


def start(root: str, reads: str, memory_bytes: int, processes: int) -> None:
    """Limit this process, and from now on log each file below `root` that it or a fork of it opens to read."""
    import resource

    _warm_up()

    for limit, value in ((resource.RLIMIT_DATA, memory_bytes), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    log = os.open(reads, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    sys.addaudithook(_reader(root + os.sep, log))
    sys.addaudithook(_fork_guard(_running() + processes))
    _begin.update(modules=set(sys.modules), cpu=_cpu_seconds(), root=root)


def finish(report: str, sources: list[str]) -> None:
    """Write what the run imported and took, as JSON; `sources` are the cells that ran."""
    cpu = _cpu_seconds() - _begin["cpu"]
    from importlib.metadata import version

    facts = {
        "packages": _packages(sources),
        "kernel": f"ipykernel {version('ipykernel')}",
        "language_version": ".".join(map(str, sys.version_info[:3])),
        "platform": " ".join(os.uname()[index] for index in (0, 4)),
        "cpu_seconds": cpu,
    }
    with open(report, "w") as file:  # noqa: PTH123  # a plain file, nothing imported for it
        json.dump(facts, file)


def _warm_up() -> None:
    """Load what IPython loads at the first traceback: it belongs to the kernel, not to the post."""
    try:
        __import__("stack_data")
    except ImportError:
        return


def _running() -> int:
    return sum(name.isdigit() for name in os.listdir("/proc")) if sys.platform == "linux" else 0  # noqa: PTH208


def _fork_guard(most: int) -> Any:
    """Return an audit hook that refuses to fork where `most` processes run on the machine.

    Forks that fork fill a machine faster than a watch from outside can end them.
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.fork" and _running() > most:
            raise BlockingIOError(f"more than {most} processes on this machine")

    return hook


def _reader(root: str, log: int) -> Any:
    """Return an audit hook. Source: PEP 578, and Python's table of audit events (open, sqlite3.connect)."""
    seen: set[str] = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ("open", "sqlite3.connect"):
            return
        try:
            if event == "open" and not _reads(arguments[1], arguments[2]):
                return
            name = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100
            if name.startswith(root) and name not in seen:
                seen.add(name)
                os.write(log, os.fsencode(name) + b"\0")
        except Exception:  # a descriptor, or a name that is none: never the post's trouble
            return

    return hook


def _reads(mode: str | None, flags: int) -> bool:
    if mode is not None:
        return "r" in mode or "+" in mode
    return (flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)) != os.O_WRONLY


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those that it has waited for."""
    import resource

    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def _packages(sources: list[str]) -> dict[str, str]:
    """Return name and version of the distributions that the post imported, itself or through others.

    What the kernel had loaded before counts only where a cell names it.
    """
    from importlib.metadata import packages_distributions, version

    before = {name.partition(".")[0] for name in _begin["modules"]}
    loaded = {name.partition(".")[0] for name in list(sys.modules)}
    tops = {top for top in (loaded - before) | (_named(sources) & loaded) if not _is_local(top)}
    owners = packages_distributions()
    names = {name for top in tops for name in _owners(top, owners.get(top, ())) if name}
    return {name: version(name) for name in sorted(names, key=str.lower)}


def _named(sources: Iterable[str]) -> set[str]:
    """Return the modules that the cells import by name; cells that are no plain Python tell nothing."""
    names: set[str] = set()
    for source in sources:
        try:
            nodes = list(ast.walk(ast.parse("\n".join(line for line in source.split("\n") if line[:1] not in "%!"))))
        except SyntaxError:
            continue
        names.update(alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
        names.update(node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return {name.partition(".")[0] for name in names}


def _is_local(top: str) -> bool:
    return str(getattr(sys.modules.get(top), "__file__", None) or "").startswith(_begin["root"] + os.sep)


def _owners(top: str, candidates: Iterable[str]) -> list[str]:
    """Return the distributions of a module: of several that share a namespace, those with a loaded file."""
    names = sorted(set(candidates))
    if len(names) < 2:
        return names
    from importlib.metadata import files

    prefix = top + "."
    modules = [module for name, module in list(sys.modules.items()) if name == top or name.startswith(prefix)]
    loaded = {os.path.realpath(str(getattr(module, "__file__", None))) for module in modules}
    return [name for name in names if any(os.path.realpath(str(f.locate())) in loaded for f in files(name) or ())]
