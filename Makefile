# Two commands for everybody: `make run` and `make test`. Both set up what they need first, into .venv and node_modules;
# a second call finds it done. Needs Python 3.11 or newer, Node 20 or newer, and make; no root, no database server.

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ASSETS := src/laoyou/static/vendor/manifest.json
# For commands that read the settings but touch nothing: any secret will do.
NO_SECRET := LAOYOU_SECRET=only-to-read-the-settings-only-to-read-the-settings

.PHONY: help run start setup test check rules faults bench screenshots browser lock clean

help:
	@echo "make run     set up, start everything, load the demo city the first time"
	@echo "make test    set up, and run every test"
	@echo "make check   format, lint, types, layers, translations, migrations, lock files"
	@echo "make setup   set up only; the command is then $(BIN)/laoyou"
	@echo "make rules   the pure rules' tests: no database, seconds"
	@echo "make faults  the long runs: kills, a thousand payers with everything that goes wrong, faults made by hand"
	@echo "make bench   measure, with the baseline beside each figure"
	@echo "make screenshots   take the pictures of docs/screenshots anew, of the demo city"
	@echo "make lock    write the lock files anew after a change of pyproject.toml"
	@echo "make clean   remove what was set up; your data in .laoyou stay"

run:  # a copy that runs is found before anything is set up anew under it
	@if test -x $(BIN)/laoyou && $(BIN)/laoyou running 2>/dev/null; then :; else exec $(MAKE) --no-print-directory start; fi

start: setup
	@exec $(BIN)/laoyou run

setup: $(READY)-run $(ASSETS)

test: $(READY)-dev $(ASSETS) browser
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY)-dev $(ASSETS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(NO_SECRET) $(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m laoyou.infra.translations missing
	$(NO_SECRET) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	@if grep -nE '[a-z]+://' requirements.txt requirements-dev.txt package-lock.json; then \
	  echo "a lock file names a host: use 'make lock'"; exit 1; fi

rules: $(READY)-dev
	@$(BIN)/python -m pytest -o addopts= -q --doctest-modules --noconftest -p no:django -W ignore \
	  src/laoyou/core $(wildcard src/laoyou/system/*/rules src/laoyou/system/*/rules.py src/laoyou/system/*/*/rules) \
	  $(wildcard tests/core tests/*/rules tests/*/test_rules*.py)

faults: $(READY)-dev $(ASSETS)
	@LAOYOU_PAYERS=1000 $(BIN)/python -m pytest tests/faults tests/payments/test_many_payers.py tests/billing/account

bench: $(READY)-dev $(ASSETS)
	@$(BIN)/python -m tests.bench

screenshots: $(READY)-dev $(ASSETS) browser
	@LAOYOU_SCREENSHOTS=1 $(BIN)/python -m pytest tests/journeys/test_pictures.py

browser: $(READY)-dev
	@$(BIN)/python -m tests.browser

# --- set-up: each step leaves a stamp, and runs again only when what it reads has changed

$(VENV)/pyvenv.cfg:
	@sh deploy/make-venv.sh $(VENV)

$(READY)-run: $(VENV)/pyvenv.cfg requirements.txt
	@echo "installing the Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python deploy/link_source.py
	@touch $@

$(READY)-dev: $(READY)-run requirements-dev.txt
	@echo "installing the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc
	@echo "fetching the front-end libraries …"
	@npm ci --silent --no-progress
	@touch $@

$(ASSETS): node_modules/.ready src/laoyou/infra/assets.py $(READY)-run
	@$(BIN)/laoyou setup
	@touch $@

lock: $(READY)-dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate pyproject.toml --extra dev \
	  -o requirements-dev.txt
	npm install --package-lock-only
	node -e 'const f = "package-lock.json", fs = require("fs"), lock = JSON.parse(fs.readFileSync(f)); \
	  for (const about of Object.values(lock.packages)) delete about.funding; \
	  fs.writeFileSync(f, JSON.stringify(lock, null, 2) + "\n")'

clean:
	rm -rf $(VENV) node_modules src/laoyou/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache test-results bench-results
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
