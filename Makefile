# Each of these works from a fresh clone: the first run makes .venv and installs what the work needs into it.
#   make demo    build a graph from the articles in data/reports, ask it, draw it
#   make test    every test
#   make check   ruff and mypy

SHELL := /bin/sh
VENV  := .venv
BIN   := $(VENV)/bin

# The first that really runs: a version manager's shim may be there and refuse.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$python; break; fi; done)

GRAPH := demo/graph

.PHONY: demo test check clean

demo: $(VENV)/ready
	@echo '== the graph =='
	@$(BIN)/kg build data/reports --graph $(GRAPH) --prune
	@echo
	@echo '== what was found =='
	@$(BIN)/kg info --graph $(GRAPH)
	@echo
	@echo '== which district committees missed their 2020 quota, and the sentence that says so =='
	@$(BIN)/kg ask missed-quota --year 2020 --level district --graph $(GRAPH)
	@echo
	@$(BIN)/kg export demo/graph.svg --graph $(GRAPH)
	@$(BIN)/kg export demo/graph.png --graph $(GRAPH)
	@echo 'The picture: demo/graph.svg (and demo/graph.png).  Go on: $(BIN)/kg ask --graph $(GRAPH)'

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) demo

# Stamps: installed once, and again when pyproject.toml changes.
$(VENV)/ready: pyproject.toml | $(BIN)/python
	@echo 'Installing into $(VENV) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[picture]'
	@touch $@

$(VENV)/ready-dev: pyproject.toml | $(BIN)/python
	@echo 'Installing into $(VENV) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/ready

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'make: needs Python 3.11 or newer, with venv and pip (on Debian: apt install python3 python3-venv); found none' >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
