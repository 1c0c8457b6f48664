# Commands for people. They need Python 3.11 or newer and a package index, nothing else.
.DEFAULT_GOAL := help
.PHONY: help install run test coverage check audit bench soak lock clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# A service may not write compiled modules beside its code: they are compiled here.
export UV_COMPILE_BYTECODE ?= 1
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -p 3.11

# $(call install,FOLDER OF PYTHON,ARGUMENTS) takes what it is told, without dependencies.
# uv needs seconds where pip needs half a minute. It does not read pip's settings, so it gets
# the index from there; where it is missing or fails, pip installs.
define install
index=$$($(PIP) config list | sed -n "s/^[^=]*[.]index-url='\(.*\)'$$/\1/p" | head -n 1); \
export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; \
{ [ -x $(BIN)/uv ] && $(BIN)/uv pip install -q -p $(1)/python --no-deps $(2); } || \
  $(1)/python -m pip --disable-pip-version-check -q install --no-deps $(2)
endef

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.installed ## create .venv with the command .venv/bin/vidmuse

run: install ## install if needed, then make a first video: vidmuse demo
	@$(BIN)/vidmuse demo

test: .venv/.tools ## run every test, in parallel; ARGS="tests/core -x" for a part
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

# Tracing lines takes a fifth more time than `make test`, so it is a target of its own.
coverage: .venv/.tools ## show which lines of rules and models the tests run
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not journey" --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report
	@for part in core/rules core/model studio/rules studio/model; do \
	  echo "$$part: $$($(BIN)/coverage report --include="$$part/*" --format=total) %"; \
	done

check: .venv/.tools ## check style, format, types, import directions, secrets, locks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/shape/test_secrets.py tests/shape/test_dependencies.py

# Not a part of `make check`: it asks a database on the Internet, and its answer changes
# without a change of ours.
audit: .venv/.tools ## list known vulnerabilities of the pinned libraries (needs the Internet)
	@$(BIN)/uvx pip-audit --require-hashes --disable-pip -r requirements.lock

bench: .venv-bench/.installed ## measure, side by side with other libraries for the same work
	@for b in $$(grep -l '__name__ == "__main__"' bench/*/*.py | grep -v soak/ | sort); do echo "== $$b"; .venv-bench/bin/python -m $$(echo $${b%.py} | tr / .) || exit 1; done

soak: .venv/.tools ## run 300 chats for 20 minutes, while it kills and freezes parts; ARGS="--minutes 3 --chats 20"
	@$(BIN)/python -m bench.soak $(ARGS)

lock: .venv/.installed ## update the pins of all dependencies
	@$(LOCK) --group install -o requirements-uv.lock
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) pyproject.toml --group bench -o requirements-bench.lock

clean: ## remove what install made
	@rm -rf .venv .venv-bench

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "VidMuse needs Python 3.11 or newer: install it, or set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment: install its venv package (Debian: apt install python3-venv)"; exit 1; }

# The locks are complete: with --no-deps no later release of a dependency's extra can differ.
.venv/.installed: .venv/bin/python requirements-uv.lock requirements.lock pyproject.toml
	@echo "Installing VidMuse into .venv (the first time takes half a minute)…"
	@$(PIP) install --only-binary :all: --require-hashes -r requirements-uv.lock 2>/dev/null || echo "uv cannot be had here: pip installs, which takes longer."
	@$(call install,$(BIN),--require-hashes -r requirements.lock)
	@$(call install,$(BIN),-e .)
	@touch $@

.venv/.tools: .venv/.installed requirements-dev.lock
	@export UV_COMPILE_BYTECODE=0; $(call install,$(BIN),--require-hashes -r requirements-dev.lock)
	@touch $@

# The other libraries need older dependencies than the product: a separate environment.
.venv-bench/.installed: .venv/.installed requirements-bench.lock
	@$(PYTHON) -m venv .venv-bench
	@$(call install,.venv-bench/bin,--require-hashes -r requirements-bench.lock)
	@$(call install,.venv-bench/bin,-e .)
	@touch $@
