# Works from any folder: make -C path/to/kam run
PYTHON_HERE := .venv/bin/python
# Web, worker, beat and most checks are processes of their own: without bytecode each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo-reset test bench lint format messages lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## Start KAM with its own servers and demo content (PORT=8000, HOST=127.0.0.1)
	@bin/bootstrap run
	@exec $(PYTHON_HERE) -m kam.local.run

demo-reset: ## Throw the trial's content away and make the demo content anew
	@bin/bootstrap run
	@$(PYTHON_HERE) -m kam.local.run demo-reset

test: ## Run every check and test
	@bin/bootstrap test
	@bin/check

bench: ## Measure pages and background work on many accounts
	@bin/bootstrap test
	@$(PYTHON_HERE) -m bench

lint: ## Run the quick checks only
	@bin/bootstrap test
	@$(PYTHON_HERE) -m ruff check .
	@$(PYTHON_HERE) -m mypy

format: ## Format code and templates
	@bin/bootstrap test
	@$(PYTHON_HERE) -m ruff check --fix-only --quiet .
	@$(PYTHON_HERE) -m ruff format .
	@.venv/bin/djangofmt templates

messages: ## Bring the translation catalogue up to date and list what is to do
	@bin/bootstrap test
	@DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON_HERE) manage.py messages

COMPILE = pip compile --quiet --upgrade --generate-hashes --universal --no-annotate --no-emit-index-url \
	--custom-compile-command "make lock"
lock: ## Write the lock files anew, with the newest versions that pyproject.toml allows
	@uv=$$(bin/bootstrap uv) && test -n "$$uv" && set -x && \
	$$uv $(COMPILE) pyproject.toml --output-file requirements.lock && \
	$$uv $(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock && \
	echo 'uv>=0.13' | $$uv $(COMPILE) - --output-file requirements-uv.lock

clean: ## Remove all that make has made: the environment, caches and the trial's data
	@if [ -x $(PYTHON_HERE) ]; then $(PYTHON_HERE) -m kam.local.run clean; fi
	@rm -rf .venv .bootstrap var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
