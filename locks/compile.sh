#!/bin/sh
# Compiles the locks from pyproject.toml: hashes only, no address of any index. Needs uv.
set -eu
find_links=${PIP_FIND_LINKS:-}
compile() {
    uv pip compile pyproject.toml --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url "$@"
}
compile --group site --universal --python-version 3.11 -o locks/site.txt
compile --group site --group test --universal --python-version 3.11 -c locks/site.txt \
    --override locks/overrides-test.txt -o locks/test.txt
# PyTorch's CPU build: set PIP_FIND_LINKS to the folder that holds its wheel
compile --group site --group posts --python-version 3.11 --override locks/overrides.txt \
    ${find_links:+--find-links "$find_links"} --no-emit-find-links -o locks/posts.txt
