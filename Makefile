# Worked Papers: every verb that an author or a developer needs. `make help` lists them.
PYTHON ?= python3
SITE := .venv/site/bin
TEST := .venv/test/bin
POSTS := .venv/posts/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help html serve publish specimen lab run check test test-long test-posts test-tools lint bench lock clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

html: .venv/site/.ready ## build the site into output/
	$(SITE)/colophon build notebooks

serve: .venv/site/.ready ## show the site on 127.0.0.1 and each save on the open page (PORT=8000)
	$(SITE)/colophon preview --port $(PORT)

publish: .venv/site/.ready ## build the deployed site with publishconf.py
	$(SITE)/colophon build notebooks -s publishconf.py

lab: .venv/posts/.ready ## open JupyterLab on notebooks/ (installs about a gigabyte the first time)
	$(POSTS)/jupyter lab --ip 127.0.0.1 --notebook-dir notebooks

specimen: .venv/site/.ready ## print every part of the theme on one page, into specimen/ (LOOK=bulletin)
	$(SITE)/pelican docs/specimen -s docs/specimen/settings.py $(if $(LOOK),-e COLOPHON_LOOK='"$(LOOK)"')

run: .venv/posts/.ready ## run the posts that are not up to date, with a record of each run
	$(POSTS)/colophon run

check: .venv/site/.ready ## say what is wrong with the posts
	$(SITE)/colophon check

test: lint test-tools ## check and test everything, in a real browser too
	$(TEST)/python -m pytest

test-tools: .venv/test/.ready .venv/test/.browser .venv/test/.servers .venv/test/.bubblewrap .venv/test/.notebooks .venv/test/.npm

test-long: test-tools ## test more random edits, and more builds ended in the middle (twenty minutes)
	COLOPHON_TEST_SEQUENCES=200 COLOPHON_TEST_KILLS=40 $(TEST)/python -m pytest tests/site/test_incremental.py tests/site/printing/test_press.py

test-posts: .venv/posts/.ready ## test what the posts share, which needs their environment
	$(POSTS)/python -m pytest tests/worked tests/lab

lint: .venv/test/.ready ## ruff, mypy, djlint and biome
	$(TEST)/ruff check .
	$(TEST)/ruff format --check .
	$(TEST)/mypy
	$(TEST)/djlint theme/templates --lint --quiet
	$(TEST)/biome lint theme/static plugins/colophon/preview/static plugins/colophon/render/frames/scripts

bench: .venv/site/.ready ## measure the build beside other tools (NOTEBOOKS=DIR, see bench/README.md)
	$(SITE)/python -m bench.run $(if $(NOTEBOOKS),--notebooks $(NOTEBOOKS))

lock: ## compile the locks again from pyproject.toml (needs uv)
	sh locks/compile.sh

clean: ## remove what was built; the environments stay
	rm -rf output specimen dist

# An environment is made from its lock alone, hash by hash; uv is used where it is there.
.venv/%/.ready: locks/%.txt pyproject.toml locks/install.sh
	PYTHON=$(PYTHON) sh locks/install.sh $* .venv/$*
	@touch $@

.venv/test/.browser: .venv/test/.ready tests/browser.py
	$(TEST)/python tests/browser.py
	@touch $@

.venv/test/.bubblewrap: .venv/test/.ready tests/bubblewrap.py
	$(TEST)/python tests/bubblewrap.py
	@touch $@

.venv/test/.servers: .venv/test/.ready tests/servers.py
	$(TEST)/python tests/servers.py
	@touch $@

.venv/test/.notebooks: .venv/test/.ready locks/conformance.txt tests/conformance/fetch.py
	$(TEST)/python tests/conformance/fetch.py
	@touch $@

.venv/test/.npm: .venv/test/.ready locks/npm.txt tests/npm.py
	$(TEST)/python tests/npm.py
	@touch $@
