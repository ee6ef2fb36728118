"""An environment for each tool, made once from exact versions and kept; Colophon's is the one that `make html` uses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.peers import ROOT, Tool

CACHE = ROOT / ".cache" / "bench"
"""Environments, corpora, projects and results; git ignores it."""


def environment(tool: Tool) -> Path:
    """Return the folder of the tool's programs; installs them where they are not there.

    Raises:
        SystemExit: they cannot be installed.
    """
    if not tool.requirements:
        return _own()
    folder = CACHE / "environments" / (tool.environment or tool.name)
    wanted = "\n".join([*tool.requirements, *tool.without_dependencies])
    done = folder / "requirements.txt"
    if not (done.is_file() and done.read_text() == wanted):
        print(f"Installing {tool.environment or tool.name} …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        _install(folder, *tool.requirements)
        if tool.without_dependencies:
            _install(folder, "--no-deps", *tool.without_dependencies)
        done.write_text(wanted)
    return folder / "bin"


def versions(tool: Tool) -> dict[str, str]:
    """Return the name and version of every distribution in the tool's environment."""
    program = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    run = subprocess.run([environment(tool) / "python", "-c", program], capture_output=True, text=True, check=True)
    found: dict[str, str] = __import__("json").loads(run.stdout)
    return dict(sorted(found.items()))


def _own() -> Path:
    folder = ROOT / ".venv" / "site" / "bin"
    if not (folder / "pelican").is_file():
        sys.exit(f"bench: {folder} has no pelican. Run `make .venv/site/.ready` first, or `make bench`, which does.")
    plugins = str(ROOT / "plugins")  # an installer compiles what it installs; this is a work tree
    subprocess.run([folder / "python", "-m", "compileall", "-q", plugins], check=True)
    return folder


def _install(folder: Path, *what: str) -> None:
    uv = shutil.which("uv")
    python = str(folder / "bin" / "python")
    command = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "-q"]
    if subprocess.run([*command, *what], check=False).returncode:
        sys.exit(f"bench: {' '.join(what)} cannot be installed. Leave the tool out with --tools.")
