# The one door: `make` alone lists the verbs.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHONS := python3.11 python3
UV := $(shell sed -n 's/.*"\(uv==[0-9.]*\)".*/\1/p' pyproject.toml)
CODE := $(wildcard src tests benchmarks)

# Somebody's active environment, search path or uv settings must not decide what is installed here, or where.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE UV_PYTHON UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never
# Compiled once at set-up: a short command should not compile what it imports.
export UV_COMPILE_BYTECODE := true
# Trust what the machine trusts, as pip does: some stand behind a proxy with a certificate of its own.
export UV_SYSTEM_CERTS ?= true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo serve test check check-313 lint audit format docs bench lock clean
MAKEFLAGS += --no-builtin-rules --no-print-directory

help:
	@echo 'Lapel. Verbs:'
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1=\2/p' Makefile | while IFS='=' read -r verb help; do printf '%-18s %s\n' "$$verb" "$$help"; done

demo: $(READY) ## One student, 20 days before graduating: what is open to her, and why
	@$(BIN)/lapel check examples/student-20-days-from-graduating.yaml --on 2026-11-21

serve: $(READY) ## The same in a browser, at http://127.0.0.1:8000; ARGS="--port 8080" for another port
	@$(BIN)/lapel serve $(ARGS)

test: $(READY) ## Run the tests; ARGS="tests/rules -k leap" narrows them
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

check: lint audit test ## Everything CI runs: lint, audit, then the tests

lint: $(READY) ## Style, types, import direction and the catalogue
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/lapel catalog lint

# Asks osv.dev. Status 2 is what uv gives when it cannot ask; a network that is absent must not fail a build.
audit: $(READY) ## Known weaknesses of the locked packages, where the network can be asked
	@UV_HTTP_RETRIES=1 $(BIN)/uv audit --quiet --frozen --no-config --preview-features audit-command || \
	{ status=$$?; [ $$status = 2 ] && echo 'The audit of packages could not be done (no network?). Going on without it.' || exit $$status; }

format: $(READY) ## Rewrite the code in the house style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(READY) ## Write the generated parts of the pages, and the pictures, anew
	$(BIN)/python docs/generate.py

bench: $(READY) ## Measure the named scenarios beside their peers; ARGS=--write keeps the table
	@$(BIN)/uv sync --quiet --frozen --inexact --group bench
	$(BIN)/python -m benchmarks $(ARGS)

check-313: ## The same as check on Python 3.13, in an environment of its own
	@$(MAKE) check VENV=.venv-3.13 PYTHONS="python3.13 $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python3.13)"

lock: $(BIN)/python ## Write uv.lock anew after a change of dependencies
	$(BIN)/python -m pip install -qq --disable-pip-version-check $(UV)
	$(BIN)/uv lock --no-config --default-index https://pypi.org/simple

clean: ## Remove the environments, caches and built files
	rm -rf .venv .venv-3.13 build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(READY)

$(READY): $(BIN)/python pyproject.toml uv.lock
	@echo 'Installing the locked packages into $(VENV) ...'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $(UV)
	@$(BIN)/uv sync --quiet --frozen --python $(BIN)/python
	@$(BIN)/python -m compileall -q src
	@echo '$(CURDIR)' > $@

# An environment holds absolute paths: in a copied or moved checkout it would run the code of the old place.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(BIN)/python
endif

# The first Python that runs, is new enough and can make environments; expanded only when one has to be made.
USABLE = $(shell for python in $(PYTHONS); do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

$(BIN)/python:
	$(eval python := $(USABLE))
	$(if $(python),,$(error Lapel needs Python 3.11 or newer with venv, and found none as: $(PYTHONS). \
	On Debian: apt-get install python3.11-venv))
	@echo "Making $(VENV) with $(python) (once; about a minute in all) ..."
	@$(python) -m venv --clear $(VENV)
