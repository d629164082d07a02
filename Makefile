# Everything goes through scripts/bootstrap.py, which brings .venv up to the lock files first.
# It needs a Python 3.11+ and nothing else: no root, no Docker, no compiler, no Redis, no ffmpeg.

PYTHON ?= python3
PORT ?= 8000
FLOWER_PORT ?= 5555
ARGS ?=
COMPOSE ?= docker compose
export COMPOSE

do = @command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	echo "Falta Python: no hay '$(PYTHON)'. / There is no '$(PYTHON)': install Python 3.11 or newer." >&2; \
	exit 1; }; exec "$(PYTHON)" -m scripts.bootstrap

.DEFAULT_GOAL := help
.PHONY: help run flower up test test-fast test-postgres test-compose lint format bench screens lock clean

help:  ## What can be made
	@sed -n 's/^\([a-z-]*\):  ## \(.*\)/make \1\t\2/p' Makefile

run:  ## Avance on this machine, until Ctrl-C (PORT=8001 for another port)
	$(do) run --port "$(PORT)"

up:  ## Avance in containers, by compose.yaml (COMPOSE="podman-compose" for another than Docker's)
	$(do) up $(ARGS)

flower:  ## Flower for the Avance that runs here, until Ctrl-C (FLOWER_PORT=5556 for another port)
	$(do) flower --port "$(FLOWER_PORT)"

test:  ## Every test, real processes and browser included
	$(do) test $(ARGS)

test-fast:  ## The tests without the slow ones
	$(do) test -m "not slow" $(ARGS)

test-postgres:  ## Every test but those that ask the database for nothing, on a PostgreSQL of their own
	$(do) postgres $(ARGS)

test-compose:  ## compose.yaml tried for real: up, a film, a kill, down and up again (COMPOSE=…)
	$(do) module pytest tests/containers/trial.py $(ARGS)

lint:  ## Format, style, types, import contracts, templates
	$(do) lint

format:  ## Put the code into the form that lint wants
	$(do) lint --fix

bench:  ## The performance figures
	$(do) module bench $(ARGS)

screens:  ## The screenshots of docs/screens, made anew
	$(do) module --browser docs.screens $(ARGS)

lock:  ## The lock files, anew from pyproject.toml
	$(do) lock

clean:  ## Caches; never data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path './var/*' -prune -exec rm -rf {} +
