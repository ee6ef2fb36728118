"""Whether a post would give other outputs at another run, as far as that can be seen without running it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from colophon.check.pieces import OF_OUTPUTS, Piece, output_texts
from colophon.check.syntax import imports, nodes
from colophon.model import Cell, Post, Problem

DRAWS: Mapping[str, re.Pattern[str]] = {
    "random": re.compile(
        r"random\.(?:random|uniform|randint|randrange|choices?|sample|shuffle|gauss|normalvariate|lognormvariate"
        r"|expovariate|betavariate|gammavariate|paretovariate|triangular|vonmisesvariate|weibullvariate|getrandbits"
        r"|randbytes)"
    ),
    "NumPy": re.compile(r"numpy\.random\.[a-z_]+"),
    "PyTorch": re.compile(r"torch\.(?:rand|randn|randint|randperm|bernoulli|multinomial|normal|rand_like|randn_like)"),
}
"""Library to the full names of the functions that draw from its one generator for all."""

GENERATORS = re.compile(r"random\.Random|numpy\.random\.(?:default_rng|RandomState|SeedSequence|PCG64|MT19937|Philox)")
"""What makes a generator of its own: a number in the call is its seed."""

CLOCKS = re.compile(
    r"(?:datetime\.)*(?:datetime|date)\.(?:now|utcnow|today)|time\.(?:time|ctime|asctime|strftime|localtime|gmtime)"
)
_TIMES = re.compile(
    r"\b20\d\d-[01]\d-[0-3]\d\b|\b[0-2]\d:[0-5]\d:[0-5]\d\b|\b1[6-9]\d{8}(?:\.\d+)?\b"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d"
)
_MEASURED = re.compile(r"^(?:CPU times: |Wall time: )|± .* per loop", re.M)
"""What `%time` and `%timeit` print."""
_MARKS = ("CPU times: ", "Wall time: ", " per loop")
"""Of which there is one in all of that."""


def unseeded(post: Post, names: Mapping[str, str]) -> Iterator[Problem]:
    """Yield each cell that draws random numbers which no seed determines; `names` are the `imported_names`."""
    if post.language != "python":
        return
    words = _named(names, r"(?i)(?:numpy\.)?random|torch|.*seed")
    calls = [(cell, list(_calls(cell, names))) for cell in _code(post) if _draws_or_seeds(cell, words)]
    is_seeded = any(
        "seed" in name.rpartition(".")[2].lower() and call.args for _, found in calls for name, call in found
    )
    for cell, found in calls:
        for what in dict.fromkeys(_unseeded(found, is_seeded)):
            message = f"Expected a seed, found {what} without one."
            remedy = "Give it a fixed number, or say `#| volatile: true` where the output may differ at each run."
            yield Problem(post.path, cell.number, "C705", message, remedy)


def wall_clock(post: Post, names: Mapping[str, str], texts: Iterable[Piece] | None = None) -> Iterator[Problem]:
    """Yield each cell whose output shows when it ran, or how long that took; `names` are the `imported_names`.

    `texts` are the `pieces` of its notebook, where somebody has them already.
    """
    shown = _shown(post, texts)
    clocks = ("time", "now", "today", *_named(names, "date|time"))
    for cell in _code(post):
        if any(map(_is_measured, shown[cell.number])):
            found = "what `%time` measured"
        elif _has_any(cell, clocks) and any(map(_TIMES.search, shown[cell.number])) and _asks_clock(cell, names):
            found = "the time of its run"
        else:
            continue
        message = f"Expected an output that is the same at each run, found {found}."
        remedy = "Take it out of what is printed, or say `#| volatile: true`."
        yield Problem(post.path, cell.number, "C706", message, remedy)


def imported_names(post: Post) -> dict[str, str]:
    """Return what each imported name stands for."""
    names: dict[str, str] = {}
    for cell in post.cells:
        for node in imports(cell.source) if cell.kind == "code" else ():
            if isinstance(node, ast.Import):
                names.update((alias.asname, alias.name) for alias in node.names if alias.asname)
            elif node.module and not node.level:
                names.update((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
    return names


def _shown(post: Post, texts: Iterable[Piece] | None) -> Mapping[int, list[str]]:
    """Return the texts in the outputs of each cell."""
    found: dict[int, list[str]] = defaultdict(list)
    if texts is None:
        texts = (
            Piece(cell.number, *each) for cell in post.cells for output in cell.outputs for each in output_texts(output)
        )
    for piece in texts:
        if piece.where.startswith(OF_OUTPUTS) and "metadata" not in piece.where:
            found[piece.cell].append(piece.text)
    return found


def _is_measured(text: str) -> bool:
    return any(mark in text for mark in _MARKS) and bool(_MEASURED.search(text))


def _asks_clock(cell: Cell, names: Mapping[str, str]) -> bool:
    return any(CLOCKS.fullmatch(name) for name, _ in _calls(cell, names))


def _code(post: Post) -> Iterator[Cell]:
    """Yield the cells that a run executes and whose outputs are compared."""
    return (cell for cell in post.cells if cell.kind == "code" and cell.options.eval and not cell.options.volatile)


def _draws_or_seeds(cell: Cell, words: Collection[str]) -> bool:
    """Whether a cell has what there is in each that does; to look through the tree of every cell takes long."""
    return _has_any(cell, ("random", "torch", *words)) or "seed" in cell.source.casefold()


def _has_any(cell: Cell, words: Iterable[str]) -> bool:
    return any(word in cell.source for word in words)


def _named(names: Mapping[str, str], pattern: str) -> list[str]:
    """Return the imported names that stand for something whose full name begins so."""
    return [alias for alias, name in names.items() if re.match(pattern, name)]


def _unseeded(calls: list[tuple[str, ast.Call]], is_seeded: bool) -> Iterator[str]:
    for name, call in calls:
        if GENERATORS.fullmatch(name):
            if not (call.args or call.keywords):
                yield f"`{name}()`"
        elif not is_seeded and not any(keyword.arg == "generator" for keyword in call.keywords):
            yield from (f"`{name}`" for pattern in DRAWS.values() if pattern.fullmatch(name))


def _calls(cell: Cell, names: Mapping[str, str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the full name and the node of each call in a cell, `names` being what imported names stand for."""
    for node in nodes(cell.source):
        if isinstance(node, ast.Call) and (name := _dotted(node.func)):
            first, dot, rest = name.partition(".")
            yield f"{names.get(first, first)}{dot}{rest}", node


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            before = _dotted(value)
            return f"{before}.{attr}" if before else ""
    return ""
