# Đôn đốc: `make demo` shows it, `make test` checks it. Everything else builds on these two.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# Compiled modules are kept, whatever the environment says: tests start many programs.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: audit peers demo test test-postgres check setup score bench screenshots storm soak bench-peers clean help

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(STAMP) ## make .venv from the hash-pinned lock file

$(STAMP): requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash deploy/setup.sh
	@touch $@

demo: $(STAMP) ## three sample plans tracked, pages on :8000, Prefect on :4200
	@$(BIN)/dondoc demo

check: $(STAMP) ## ruff, mypy, the import rules, known faults of packages, secrets
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m checks.dependencies
	$(BIN)/python -m checks.secrets

audit: $(STAMP) ## the pinned packages held to the whole public list of faults (needs a network)
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip install --quiet --quiet pip-audit; }
	.venv-audit/bin/pip-audit --require-hashes --disable-pip -r requirements/run.txt

# One more than processors: a test that waits for a process leaves room.
JOBS ?= 3
# What stays together, and in which order, is said in tests/conftest.py.
SHARED_OUT := --dist loadscope --no-loadscope-reorder
test: $(STAMP) ## everything that CI checks
	@bash deploy/tools.sh ensure
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n $(JOBS) $(SHARED_OUT)
	@bash deploy/tools.sh missing

test-postgres: $(STAMP) ## every test on PostgreSQL (DONDOC_TEST_POSTGRES: on that server)
	@$(BIN)/pytest -n $(JOBS) $(SHARED_OUT) --database postgres

score: $(STAMP) ## the reading scores over ../shared/gold
	@$(BIN)/python -m benchmarks.score

bench: $(STAMP) ## medians and ratios; writes var/bench.json
	@$(BIN)/python -m benchmarks

screenshots: $(STAMP) ## the pictures in docs/images, taken anew from the demonstration
	@$(BIN)/python -m docs.screenshots

KILLS ?= 60
storm: $(STAMP) ## mornings killed KILLS times (60), every digest counted; ends with one JSON line
	@$(BIN)/python -m benchmarks.storm --kills $(KILLS)

HOURS ?= 2
soak: $(STAMP) ## simulated years for HOURS (2), every rule checked every day, memory watched
	@$(BIN)/python -m benchmarks.soak --hours $(HOURS)

peers: ## other programs to measure beside ours, in .venv-peers
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --quiet --no-deps --require-hashes -r requirements/peers.txt

bench-peers: $(STAMP) ## reminders and the overdue list beside APScheduler, procrastinate, Prefect, Redmine
	@$(BIN)/python -m benchmarks.peers

clean: ## remove the environment and what the demo stored (never an office's data)
	rm -rf $(VENV) var/demo
