# Every task of the project. `make setup` first; the other targets call it themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
LOCKS := requirements.lock requirements-dev.lock
OUT ?= demo-out
# Where it is set, each worker and each program that a test starts compiles anew all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo french test check lint types imports data unit system long browser server gate eval corpora bench docs lock clean

help:
	@echo "make setup   create $(VENV) and install everything, hashes checked"
	@echo "make demo    run dateline on the reports in examples/ and say where the brief is"
	@echo "make french  the same with three reports in French (their model comes with the tools for development)"
	@echo "make test    everything that must pass: lint, format, types, imports, data checks, unit and system tests"
	@echo "make unit    the suite: what each room does, the properties, the accuracy on the examples"
	@echo "make system  what it withstands: killed runs, full disks, hostile files, watched feeds, broken guards"
	@echo "make long    every unit test, those that take longer than ten seconds too"
	@echo "make browser the desk in a real Chromium: an hour's work, keys, attacks, accessibility"
	@echo "make server  stores on a PostgreSQL server, a passing one of Debian's packages or that of DATELINE_POSTGRES"
	@echo "make check   the same without the tests"
	@echo "make gate    accuracy on the gold sets against the pinned floors"
	@echo "make eval    accuracy on the gold sets, printed"
	@echo "make corpora accuracy on the public corpora and fairness, written into docs/accuracy.md"
	@echo "make bench   speed and memory against generous limits (run it on an idle machine)"
	@echo "make docs    rebuild what the program itself tells in docs/cli.md and docs/export.md"

setup: $(STAMP)

# Made again only when a lock or the project's own metadata changes.
$(STAMP): $(LOCKS) pyproject.toml scripts/find_python.sh
	@test -x $(BIN)/python || { py=$$(sh scripts/find_python.sh) && "$$py" -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: setup
	$(BIN)/dateline run examples --out $(OUT)
	@echo "The brief: $(OUT)/brief.html (open it in any browser; no network needed)"
	@echo "The desk:  $(BIN)/dateline desk --store $(OUT)/run.sqlite"

french: setup
	$(BIN)/dateline run examples-french examples --out $(OUT)

test: check unit system

check: lint types imports data

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy --strict

imports: setup
	$(BIN)/lint-imports

data: setup
	$(BIN)/python scripts/check_data.py

unit: setup
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not system and not long and not browser and not server"

# Apart from the suite, for they take as long again: kills, full disks, hostile files, watched feeds, broken guards.
system: setup
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "system and not long"

long: setup
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not browser and not server"

# Wants Debian's chromium (another by CHROMIUM=path); axe-core is fetched with npm where there is one. Tests that lack
# something say so and are skipped.
browser: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.lock
	$(BIN)/python -m pytest -q -rs -m browser tests/desk/browser

# Wants Debian's postgresql, and postgresql-15-postgis-3 for the last test; another server by DATELINE_POSTGRES=postgresql://…
server: setup
	$(BIN)/python -m pytest -q -rs -m server tests/store

gate: setup
	$(BIN)/python scripts/gate.py

# The gold sets lie beside the project; GOLD and REPORTS name others.
REPORTS ?= ../shared/corpus/reports
GOLD ?= $(sort $(wildcard ../shared/corpus/gold/*.jsonl))

eval: setup
	@test -n "$(GOLD)" || { echo "No gold claims here: make eval REPORTS=dir GOLD='a.jsonl b.jsonl'"; exit 2; }
	$(BIN)/dateline eval --reports $(REPORTS) --gold $(GOLD)

# The public corpora lie beside the project; CORPORA names another folder of them.
CORPORA ?= ../shared/corpora
MEASURES := case2021:case2021/event_types_dev.tsv dates:dates places:places polnear:polnear/dev muc4:muc4 \
  airwars:airwars/incidents_dev.jsonl wikievents:wikievents/dev.jsonl rams:rams/dev.jsonlines re3d:re3d \
  cameo:cameo/PETR.UnitTest.records.xml plover:plover/PLOVER_GSR_CAMEO.txt india-police:india_police/sents.jsonl

corpora: setup
	@test -d $(CORPORA) || { echo "No corpora here: make corpora CORPORA=dir"; exit 2; }
	@for pair in $(MEASURES); do \
	  $(BIN)/dateline eval $${pair%%:*} $(CORPORA)/$${pair#*:} --write docs/accuracy.md || exit 2; done
	$(BIN)/dateline eval fairness --write docs/accuracy.md

bench: setup
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/reading.py

docs: setup
	$(BIN)/python scripts/build_docs.py

# Needs uv; run by hand when a dependency changes.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --upgrade \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	  --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	  --custom-compile-command "make lock" --group browser -c requirements-dev.lock -o requirements-browser.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	  --custom-compile-command "make lock" pyproject.toml --extra cluster -c requirements-dev.lock -o requirements-cluster.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	  --custom-compile-command "make lock" pyproject.toml --extra postgres -c requirements-dev.lock -o requirements-postgres.lock

clean:
	rm -rf $(VENV) .browser demo-out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
