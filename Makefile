# Two commands do all the set-up: `make demo` and `make test`.
.POSIX:
.PHONY: help demo run test check pyright soak bench bench-others docs snapshots clean

SOAK ?= 100-104:400
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -q

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

demo: $(VENV)/.run ## talk with the small community inside the program; touches nothing of yours
	@$(BIN)/connect-tui --demo

run: $(VENV)/.run ## the program, with your own accounts
	@$(BIN)/connect-tui

test: $(VENV)/.dev ## the tests; the servers that they need they start themselves, on loopback
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/.dev ## style, types, layers, documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

pyright: $(VENV)/.dev ## the second type checker; it needs Node
	$(BIN)/pyright --pythonpath $(BIN)/python

soak: $(VENV)/.dev ## some minutes with a server that fails in every way; SOAK=seeds:steps chooses others
	CONNECT_TUI_SOAK=$(SOAK) $(BIN)/python -m pytest -x tests/sync/test_rough_days.py

bench: $(VENV)/.dev ## measure, as ratios within one run; renews the table in bench/README.md
	$(BIN)/python bench/run.py

bench-others: $(VENV)/.dev ## other terminal clients beside this one; installs them into a cache of their own
	$(BIN)/python bench/bench_others.py

docs: $(VENV)/.dev ## renew what is generated: keys, example configuration, screenshot
	$(BIN)/python docs/generate.py

snapshots: $(VENV)/.dev ## take the pictures of the screen anew; look at each before you commit it
	$(BIN)/python -m pytest tests/tui --snapshot-update

clean: ## remove what was made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "connect-tui needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@
