"""A real Chromium for the tests: found on the machine, else installed.

Run as a program it installs one: Debian's package where `apt-get` and root are there, Playwright's own elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # any request to another host fails loudly
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def chromium_path() -> str | None:
    """Return the path of an installed Chromium; None leaves the choice to Playwright."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> bool:
    """Install a Chromium and return whether one is there afterwards."""
    if chromium_path():
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"], check=False, env=quiet, stdout=subprocess.DEVNULL
        )
        if chromium_path():
            return True
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0


if __name__ == "__main__":
    if not install():
        sys.exit(
            "The tests open the site in a real Chromium, and none could be installed: neither Debian's package "
            "(it needs root and apt-get) nor Playwright's own download worked. Install chromium, then run make "
            "test again."
        )
