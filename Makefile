# Needs Python 3.11 or newer, make and a network; the rest it gets itself. `make help` lists what there is to make.

VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
DEMO   ?= 1
TESTS  ?=
# Tests wait for browsers, servers and killed processes: one process more than there are cores.
AT_ONCE = $(shell echo $$(($$(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1)))
# The tests that between them go through every line of rules and actions, and are quick about it.
COVERING = tests/rules tests/followups tests/introductions tests/*/test_covered.py tests/*/test_actions.py \
	$(addprefix tests/people/test_,refusals.py prospects.py importing.py intake.py tags.py merging.py) \
	$(addprefix tests/referrals/test_,attack.py closing.py contacting.py following.py handing.py next_action.py noting.py noted_otherwise.py passing.py permitting.py \
		review.py sides.py stating.py follow_up_pages.py) \
	tests/cli/test_backup.py::test_no_mail_leaves_until_it_is_released
# The first of these that really is 3.11 or newer and can make an environment. The system's own comes first:
# it is built with every optimisation, and one that was built at home takes half as long again for the same work.
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Modules are compiled once, not again in each of the many processes that a run of the tests starts.
unexport PYTHONDONTWRITEBYTECODE
# A lock names everything that is needed: installed with --no-deps, what somebody releases today changes nothing.
PIP     = $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: help run test coverage check lint format shots bench prove lock clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -e 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/.base ## start Sentby with a demo story (DEMO=0: empty; PORT=8000)
	@$(BIN)/sentby run --port $(PORT) $(if $(filter-out 0 no false,$(DEMO)),--demo)

test: $(VENV)/.dev $(VENV)/.browser ## every test, on SQLite and on PostgreSQL (TESTS=tests/people for some)
	@$(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal --database both $(TESTS)

coverage: $(VENV)/.dev ## that every line of rules and actions is gone through by a test
	@$(BIN)/python -m pytest -n $(AT_ONCE) -m "not browser" --cov --cov-report=term-missing $(COVERING) \
		--ignore tests/introductions/test_races.py --deselect tests/rules/test_grade_properties.py

check: lint coverage test ## what has to hold before anything lands

lint: $(VENV)/.dev ## format, style, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code in the house's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

shots: $(VENV)/.dev $(VENV)/.browser ## pictures of every page, light and dark, phone and desktop, in shots/
	@$(BIN)/python -m tools.shots

bench: $(VENV)/.bench ## how fast it is: tables and charts in bench/out/
	@$(BIN)/python -m bench

prove: $(VENV)/.dev ## the long form of every proof, each with the control that must fail
	@$(BIN)/python -m prove

lock: $(VENV)/.dev ## choose versions anew, with their hashes
	@$(PIP) install uv
	@for set in base dev bench; do \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
			requirements/$$set.in -o requirements/$$set.lock || exit 1; done

clean: ## forget everything that was made; your data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis shots bench/out

# ---- what is made once, and again when what it depends on has changed ----

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Sentby needs Python 3.11 or newer with venv; none was found." \
		"On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.base: requirements/base.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what Sentby needs (once)."
	@$(PIP) install --no-deps --require-hashes -r requirements/base.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.base
	@echo "Installing what the tests need (once)."
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.bench: requirements/bench.lock $(VENV)/.dev
	@echo "Installing what Sentby is measured against (once)."
	@$(PIP) install --no-deps --require-hashes -r requirements/bench.lock
	@touch $@

$(VENV)/.browser: tools/browser.py $(VENV)/.dev
	@$(BIN)/python -m tools.browser
	@touch $@
