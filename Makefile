# Needs Debian or Ubuntu with make and Python 3.11 or newer with venv; everything else goes into .venv.
# `make help` lists the targets: their words come from the ## comments.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

# Stamps in .venv, each touched last, so that an interrupted step is done again. The first holds the folder
# that .venv was made in: a checkout that was copied or moved would import the package from its old place.
MADE := .venv/made
RUNTIME := .venv/runtime
EXPLORE := .venv/explore
DEV := .venv/dev

MADE_IN := $(shell test -x $(PY) && cat $(MADE) 2>/dev/null)
ifneq ($(MADE_IN),$(CURDIR))
REMAKE := remake
endif

# What keeps this machine from making .venv: one line that names the package to install, or nothing.
VENV_PACKAGE = $(if $(filter python3.%,$(notdir $(PYTHON))),$(notdir $(PYTHON))-venv,python3-venv)
OBSTACLE = $(shell \
	command -v '$(PYTHON)' >/dev/null || \
		{ echo "$(PYTHON) is not installed: sudo apt install $(VENV_PACKAGE)"; exit; }; \
	'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11: sudo apt install python3.11-venv, then add PYTHON=python3.11"; exit; }; \
	'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || \
		echo "$(PYTHON) cannot make a virtual environment: sudo apt install $(VENV_PACKAGE)")

# Python keeps what it has compiled: the tests start hundreds of processes, and each would compile it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
# The targets share .venv, reports/ and figures/, so `make -j` takes them one after the other.
.NOTPARALLEL:
.PHONY: help setup lab reports watch pdf export test lint bench clean lock remake

help:  ## list these targets
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: $(RUNTIME)  ## make .venv and install what the reports need; the other targets do it themselves

# In a container the only user is often root, whom Jupyter refuses unless told.
lab: $(RUNTIME)  ## open JupyterLab on the project, at notebooks/explore.ipynb
	@$(PY) -m jupyterlab --config=jupyter_server_config.py --ServerApp.root_dir=. notebooks/explore.ipynb $$(test "$$(id -u)" != 0 || echo --allow-root)

reports: $(RUNTIME)  ## check the record and build reports/ and figures/; Q=question builds one
	@$(PY) -m analysis report $(Q)

watch: $(EXPLORE)  ## rebuild what changed as files are saved, until Ctrl-C
	@$(PY) -m analysis watch

export: $(if $(TO),$(EXPLORE))  ## write the tables into TO=folder, as SQLite, Parquet, Excel and JSON Lines
	@test -n "$(TO)" || { echo "Name a folder: make export TO=export" >&2; exit 1; }
	@$(PY) -m analysis export --to "$(TO)"

pdf: $(RUNTIME)  ## print Q=question as an A4 PDF with the system's Chromium; FULL=1 prints every entry too
	@test -n "$(Q)" || { echo "Name a question: make pdf Q=returned-total" >&2; exit 1; }
	@$(PY) -m analysis report $(Q)
	@$(PY) -m analysis pdf $(if $(FULL),--full) $(Q)

test: lint  ## run every test: lint, types, then pytest
	@$(PY) -m pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: $(DEV)  ## check style (ruff), types (mypy), how dense the code is; list figures that no page uses
	@$(PY) -m ruff check --quiet
	@$(PY) -m ruff format --check --quiet || { \
		echo "Not formatted as ruff does; see it with '$(PY) -m ruff format --diff', mend it without --diff." >&2; exit 1; }
	@$(PY) -m mypy --no-error-summary
	@$(PY) tests/density.py
	@$(PY) tests/unused.py

bench: $(DEV)  ## run the benchmarks and print what they measured
	@set -e; for benchmark in benchmarks/*.py; do $(PY) "$$benchmark"; done

clean:  ## remove reports/ and caches; figures/ and .venv stay
	@rm -rf reports .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	@find analysis benchmarks notebooks tests -depth \
		\( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +

lock: $(DEV)  ## resolve requirements*.in into requirements*.txt, keeping the pins that still fit
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-explore.in --output-file requirements-explore.txt
	@$(LOCK) requirements-dev.in --output-file requirements-dev.txt

$(MADE): $(REMAKE)
	$(if $(OBSTACLE),$(error $(OBSTACLE)))
	@'$(PYTHON)' -m venv --clear .venv
	@pwd -P > $@

# No source builds (--only-binary): a machine without a compiler installs the same files as any other.
$(RUNTIME): requirements.txt pyproject.toml $(MADE)
	@rm -f $@
	@echo "Installing requirements.txt into .venv; this takes a minute or two the first time."
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(EXPLORE): requirements-explore.txt $(RUNTIME)
	@rm -f $@
	@echo "Installing requirements-explore.txt into .venv."
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements-explore.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@rm -f $@
	@echo "Installing requirements-dev.txt into .venv."
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements-dev.txt
	@touch $@
