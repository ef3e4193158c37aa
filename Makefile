# Everything that a developer types. A bare machine needs Python 3.11 or newer, git and make.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The first of these that is new enough; `make demo PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$each"; break; }; done)
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
PYTEST_ARGS ?=
BENCH_ARGS ?=
export HOST PORT

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
APPS := strategy_hub scorecard themes discussions
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header \
	--extra postgres --extra redis --extra video --group site

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: .venv/site.stamp ## Serve the demo organisation; HOST and PORT choose where, Ctrl-C stops it
	@exec $(BIN)/python deploy/site/serve_demo.py

.PHONY: test
test: lint pytest ## Check everything: lint, types, layers, migrations, tests, coverage

.PHONY: lint
lint: .venv/dev.stamp ## Check style, types, layers, templates and missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(APPS) tests deploy/site/intranet deploy/site/serve_demo.py
	$(BIN)/lint-imports
	$(BIN)/djlint $(APPS) --lint --quiet
	$(BIN)/python -m tests.host makemigrations --check --dry-run

# The lines that no test reaches: .venv/bin/coverage report
.PHONY: pytest
pytest: .venv/dev.stamp chromium redis ## Run the tests alone; PYTEST_ARGS='-k desk' narrows them
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report= $(PYTEST_ARGS)

.PHONY: matrix
matrix: chromium redis ## Run the tests on every supported pair of Python and Django
	.ci/matrix

.PHONY: bench
bench: .venv/dev.stamp ## Measure speed against its targets; BENCH_ARGS='pages replies' narrows it
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

.PHONY: screenshots
screenshots: .venv/dev.stamp chromium ## Take the pictures of the documentation, into docs/screenshots
	$(BIN)/python -m tests.browser.screenshots

.PHONY: format
format: .venv/dev.stamp ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: $(BIN)/python ## Resolve the dependencies anew, into deploy/*.lock
	$(PIP) install 'uv>=0.9'
	$(LOCK) --upgrade --output-file deploy/requirements.lock
	$(LOCK) --upgrade --group test --group lint --group bench --constraint deploy/requirements.lock \
		--output-file deploy/requirements-dev.lock

.PHONY: crash
crash: .venv/dev.stamp redis ## Kill servers and Redis under load, and restart them in turn; takes long
	$(BIN)/python -W ignore -m tests.live.crash $(CRASH_ARGS)
	$(BIN)/python -W ignore -m tests.live.rolling $(CRASH_ARGS)

.PHONY: redis
redis: # The tests of live delivery start a Redis of their own
	@deploy/find_redis >/dev/null

.PHONY: chromium
chromium: # The browser tests drive Chromium; CHROMIUM names it where it is not on the path
	@deploy/find_chromium >/dev/null

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and there is none." >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo "Without venv no environment: apt-get install python3-venv" >&2; exit 1; }

.venv/site.stamp: deploy/requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the site needs into .venv …"
	@$(PIP) install -r deploy/requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/dev.stamp: deploy/requirements-dev.lock .venv/site.stamp
	@echo "Installing what the tests need into .venv …"
	@$(PIP) install -r deploy/requirements-dev.lock
	@touch $@
