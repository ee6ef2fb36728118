#!/bin/sh
# Makes the virtual environment $2 from locks/$1.txt and puts the project into it, editable.
set -eu
name=$1 folder=$2
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Colophon needs Python 3.11 or newer; $python is $("$python" --version 2>&1)." >&2
    echo "Say which one to use: make PYTHON=python3.11 ..." >&2
    exit 1
}
if [ "$name" = posts ] && ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then
    echo "The posts are run on Python 3.11, whose PyTorch the lock names; $python is $("$python" --version 2>&1)." >&2
    exit 1
fi

rm -rf "$folder"
"$python" -m venv "$folder"
if command -v uv >/dev/null 2>&1; then
    find_links=$("$python" -m pip config get global.find-links 2>/dev/null || echo "${PIP_FIND_LINKS:-}")
    install() { uv pip install --quiet --compile-bytecode --python "$folder/bin/python" ${find_links:+--find-links "$find_links"} "$@"; }
else
    install() { "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
fi
install --no-deps --require-hashes -r "locks/$name.txt"
install --no-deps --no-build-isolation -e .
