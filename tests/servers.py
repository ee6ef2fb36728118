"""The real web servers that the recipes of docs/publishing are tested on: found on the machine, else unpacked.

Run as a program it unpacks Debian's packages below the test environment, where they start nothing and change nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(sys.prefix) / "servers"
BROTLI = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
PACKAGES = ("nginx", "nginx-common", "libnginx-mod-http-brotli-static", "libbrotli1", "caddy")


def program(name: str) -> str | None:
    """Return the path of `nginx` or `caddy`; None where there is none."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", f"{FOLDER}/usr/bin", f"{FOLDER}/usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(places))


def file(name: str) -> Path | None:
    """Return a file that one of the packages brings, by its path below the root."""
    return next((path for root in (Path("/"), FOLDER) if (path := root / name).is_file()), None)


def environment() -> dict[str, str]:
    """Return the environment in which an unpacked server finds its libraries."""
    libraries = sorted({str(path.parent) for path in FOLDER.rglob("*.so*")})
    return {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(libraries)} if libraries else dict(os.environ)


def unpack() -> bool:
    """Unpack what is missing; return whether both servers are there afterwards."""
    missing = not (program("nginx") and program("caddy") and file(BROTLI))
    if missing and shutil.which("apt-get") and shutil.which("dpkg") and not _download() and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        _download()
    return bool(program("nginx") and program("caddy"))


def _download() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        got = subprocess.run(["apt-get", "download", "-qq", *PACKAGES], cwd=folder, stderr=subprocess.DEVNULL)
        for package in sorted(Path(folder).glob("*.deb")):
            subprocess.run(["dpkg", "-x", str(package), str(FOLDER)], check=True)
    return got.returncode == 0


if __name__ == "__main__":
    if not unpack():
        print("nginx and Caddy are not here: the recipes of docs/publishing stay untested on this machine.")
