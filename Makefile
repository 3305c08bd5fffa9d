# Needs Python 3.10 or newer, and make. `make help` lists what there is.

# The newest Python on PATH that the collection is tested with and that really starts: a version
# manager's shim may stand on PATH for a version that is not there.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.10 python3 python3.14; do \
	$$python -c 'import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null \
	&& echo $$python && break; done)

VENV := .venv/bin
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.build

.PHONY: help install demo test simulator docs bench lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

install: ## .venv with pinned packages, and the collection staged in .build
	@test -n "$(PYTHON)" || { echo 'No Python 3.10 or newer with its venv module on PATH (Debian: python3-venv). Or name one: make PYTHON=/path/to/python3 install' >&2; exit 1; }
	@$(PYTHON) tests/environment.py
	@$(VENV)/python tests/stage.py

demo: install ## the main job, end to end, against the simulator
	@$(VENV)/python -m ansible_collections.secops.defender.tests.simulator \
		--scenario breach --limits off --time-scale 60 -- playbooks/demo.sh

test: install ## everything that must pass; ARGS="ruff units-2.19" runs some sessions
	@$(VENV)/python tests/sessions.py $(ARGS)

simulator: install ## a Defender tenant on loopback: make simulator ARGS="--scenario breach"
	@$(VENV)/python -m ansible_collections.secops.defender.tests.simulator $(ARGS)

docs: install ## write the generated parts of the documentation
	@$(VENV)/python docs/generate.py

bench: install ## what a task, an inventory and a whole tenant cost
	@$(VENV)/python -m ansible_collections.secops.defender.tests.benchmarks $(ARGS)

LOCK = $(VENV)/uv pip compile --universal --python-version 3.10 --quiet --upgrade --no-annotate \
	--custom-compile-command 'make lock'

lock: install ## pin the newest versions that the requirement files allow
	@$(LOCK) --output-file tests/constraints.txt requirements.txt tests/requirements.txt \
		tests/simulator/requirements.txt tests/unit/requirements.txt tests/integration/requirements.txt
	@$(LOCK) --output-file tests/importer-constraints.txt requirements.txt tests/importer-requirements.txt

clean: ## remove everything that the commands above made
	@rm -rf .venv .build .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis .ansible collections tests/output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
