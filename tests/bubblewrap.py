"""Installs bubblewrap, in which isolated posts run. Run as a program at test set-up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install() -> bool:
    """Install bubblewrap where that is possible, and return whether it is there and works afterwards."""
    if not shutil.which("bwrap") and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "bubblewrap"]):
            subprocess.run(["apt-get", *command], check=False, env=quiet, stdout=subprocess.DEVNULL)
    return works()


def works() -> bool:
    """Return whether a program can be wrapped; some containers forbid it."""
    bwrap = shutil.which("bwrap")
    command = [bwrap or "", "--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"]
    return bwrap is not None and subprocess.run(command, check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    if not install():
        print(
            "The tests of isolated posts are skipped: there is no bubblewrap that works here. It is Debian's package "
            "`bubblewrap` (Linux alone; installing it needs root and apt-get, running it needs user namespaces).",
            file=sys.stderr,
        )
