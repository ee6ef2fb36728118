"""Measure Colophon beside other tools, and how it grows with the number of posts."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import generate, plot, report
from bench.corpus import Corpus, Entry, can_be_edited, given, prepare
from bench.environments import CACHE, environment, versions
from bench.noise import verdict
from bench.peers import OURS, PEERS, Tool, colophon
from bench.results import Row, as_data, rows
from bench.trial import FailedError, Trial, trial

TIMEOUT = 3600.0
PROJECTS = CACHE / "projects"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, write the results, and return 0; 1 where a build did not do what was to be measured."""
    arguments = _parser().parse_args(argv)
    tools = list(_tools(arguments))
    for tool in tools if arguments.repetitions else ():
        environment(tool)
    arguments.out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(PROJECTS, ignore_errors=True)
    failed: list[str] = []
    parts = []
    if arguments.repetitions:
        parts.append(_compare(tools, arguments, failed))
    if arguments.growth:
        parts.append(_grow(arguments, failed))
    text = "\n".join(["# Measured", "", *parts])
    (arguments.out / "results.md").write_text(text, "utf-8")
    print(text)
    if not failed:  # else its messages say where to look
        shutil.rmtree(PROJECTS, ignore_errors=True)
    return int(bool(failed))


def _compare(tools: list[Tool], arguments: argparse.Namespace, failed: list[str]) -> str:
    """Run all tools in turns, write `compare.json` and `compare.svg`, and return the part of the page."""
    source, corpus = _corpus(arguments)
    print(f"{corpus}; {len(tools)} tools, {arguments.repetitions} times", flush=True)
    trials = list(_trials(tools, corpus, arguments.repetitions, failed))
    if not trials:
        return "No tool could be measured:\n\n" + "\n".join(f"- {line}" for line in failed) + "\n"
    noise, found = _noise(trials), rows(trials)
    data = {
        "corpus": str(corpus),
        "noise": noise,
        "versions": {tool.name: versions(tool) for tool in tools},
        "trials": as_data(trials),
    }
    (arguments.out / "compare.json").write_text(json.dumps(data, indent=1), "utf-8")
    (arguments.out / "compare.svg").write_text(plot.bars(found), "utf-8")
    return report.comparison(found, corpus, source, noise, tools, failed)


def _trials(tools: list[Tool], corpus: Corpus, repetitions: int, failed: list[str]) -> Iterator[Trial]:
    """Yield trials, the tools in turns and each round begun by another; a tool that fails is not tried again."""
    for tool in tools:  # so that no first trial pays for compiling the tool's own Python files
        _attempt(tool, corpus.entries[:2], corpus.entries[0], "warm", [])
    for number in range(repetitions):
        turn = number % len(tools)
        for tool in [*tools[turn:], *tools[:turn]]:
            if any(line.startswith(f"{tool.name},") for line in failed):
                continue
            if made := _attempt(tool, corpus.entries, _edited(corpus, number), f"Edited{number}mark", failed):
                yield made


def _attempt(tool: Tool, entries: Sequence[Entry], edited: Entry, mark: str, failed: list[str]) -> Trial | None:
    PROJECTS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{tool.name.replace(', ', '-').replace(' ', '-')}-", dir=PROJECTS))
    try:
        made = trial(tool, entries, edited, mark, folder, timeout=TIMEOUT)
    except (FailedError, TimeoutError) as error:
        failed.append(f"{tool.name}, not measured: {error}")
        print(failed[-1], file=sys.stderr, flush=True)
        return None
    costs = ", ".join(f"{phase} {cost.cpu_seconds:.2f}" for phase, cost in made.costs.items())
    print(f"  {tool.name}: {costs} CPU s; {made.posts} of {len(entries)} posts", flush=True)
    return made


def _grow(arguments: argparse.Namespace, failed: list[str]) -> str:
    """Measure Colophon at each number of posts, write `growth.json` and `growth.svg`, and return the page's part."""
    found: dict[int, Row] = {}
    trials: list[Trial] = []
    for count in arguments.growth:
        print(f"Growth: {count:,} generated notebooks", flush=True)
        corpus = prepare(generate.notebooks(count, cells=arguments.cells), CACHE / "corpora" / "growth")
        repetitions = max(1, arguments.repetitions) if count <= 1000 else 1
        made = list(_trials([colophon()], corpus, repetitions, failed))
        if made:
            trials += made
            found[count] = rows(made)[0]
    if not found:
        return "## Growth\n\nNothing could be measured.\n"
    (arguments.out / "growth.json").write_text(json.dumps(as_data(trials), indent=1), "utf-8")
    (arguments.out / "growth.svg").write_text(plot.lines(found), "utf-8")
    return report.growth(found, _noise(trials))


def _noise(trials: Sequence[Trial]) -> str:
    calibrations = [value for made in trials for value in made.calibrations.values()]
    return verdict(calibrations, [cost.others for made in trials for cost in made.costs.values()])


def _corpus(arguments: argparse.Namespace) -> tuple[str, Corpus]:
    folder = CACHE / "corpora" / "compared"
    if arguments.notebooks:
        corpus = prepare(given(arguments.notebooks), folder)
        if len(corpus.entries) < 2:
            sys.exit(f"bench: {arguments.notebooks} has fewer than two notebooks of format 4.")
        return "given", corpus
    return "generated", prepare(generate.notebooks(arguments.count, cells=arguments.cells), folder)


def _edited(corpus: Corpus, number: int) -> Entry:
    """Return the post to edit in a round: one of middling size, another each time."""
    by_size = sorted(corpus.entries, key=lambda entry: entry.plain.stat().st_size)
    middle = [entry for entry in by_size[len(by_size) // 2 :] if can_be_edited(entry)] or by_size
    return middle[number % len(middle)]


def _tools(arguments: argparse.Namespace) -> Iterator[Tool]:
    known = {tool.name: tool for tool in (*OURS, *PEERS)}
    names = arguments.tools.split(";") if arguments.tools else known
    for name in names:
        if name not in known:
            sys.exit(f"bench: no tool {name!r}. Known: {'; '.join(known)}.")
        yield known[name]
    for variant in arguments.variant:
        label, _, settings = variant.partition(": ")
        yield colophon(f"colophon, {label}", settings.replace("; ", "\n"), settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--notebooks", metavar="DIR", type=Path, help="build these (default: generated ones)")
    parser.add_argument("--count", metavar="N", type=int, default=100, help="how many to generate (default: 100)")
    parser.add_argument("--cells", metavar="N", type=int, default=60, help="cells of a generated one (default: 60)")
    parser.add_argument("--repetitions", metavar="N", type=int, default=3, help="trials of each tool; 0: growth only")
    parser.add_argument("--tools", metavar="NAMES", help="which ones, separated by `;` (default: all)")
    parser.add_argument(
        "--variant", metavar="'NAME: SETTINGS'", action="append", default=[],
        help="Colophon once more with other settings, as Python separated by `; `",
    )  # fmt: skip
    parser.add_argument(
        "--growth", metavar="N,N", type=lambda text: [int(part) for part in text.split(",")], default=[],
        help="Colophon alone at these numbers of posts",
    )  # fmt: skip
    parser.add_argument("--out", metavar="DIR", type=Path, default=CACHE / "results", help="where the results go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
