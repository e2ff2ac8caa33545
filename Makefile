# The menu. `make start` and `make test` set up whatever they need.
UV := UV_PYTHON_DOWNLOADS=never .tools/uv
RUN := $(UV) run --frozen --no-sync
PYTHON ?= python3

.PHONY: help start test setup setup-app lint types walls unit validate bench format

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

start: setup-app  ## set up and open the app
	@$(RUN) leeward start

test: setup browser lint types walls unit  ## set up and pass every test

.tools/uv: uv.lock scripts/bootstrap.py
	@$(PYTHON) scripts/bootstrap.py && touch .tools/uv

setup-app: .tools/uv
	@$(UV) sync --frozen --quiet --no-dev --inexact

setup: .tools/uv
	@$(UV) sync --frozen --quiet

browser: setup
	@$(RUN) python scripts/browser.py

lint: setup
	@$(RUN) ruff check --quiet . && $(RUN) ruff format --check --quiet .

types: setup
	@$(RUN) mypy --no-error-summary

walls: setup
	@$(RUN) lint-imports --no-cache

unit: setup
	@$(RUN) pytest -q -n 2 --dist worksteal

format: setup  ## mend what ruff can mend
	@$(RUN) ruff format . && $(RUN) ruff check --fix .

bench: setup  ## print the benchmark tables
	@$(RUN) python -m benchmarks

validate: setup  ## the long checks: calibration, power cuts, fuzzing
	@$(UV) sync --frozen --quiet --group validate && $(RUN) python scripts/validate.py
