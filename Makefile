# Two commands: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test lint docs setup setup-dev setup-superset system-packages bench lock

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: .venv/.installed ## set up, demo data if landing is empty, refresh, dashboards and Dagster
	@$(BIN)/fanzha run

setup: .venv/.installed ## create .venv and install what running needs

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "需要 Python 3.11–3.13 (needed): apt-get install python3 python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "缺少 venv (missing): apt-get install python3-venv"; exit 1; }
	@echo "安装依赖 installing …"
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup-dev: .venv/.installed-dev system-packages ## also what tests need

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

setup-superset: ## Apache Superset for bench, apart (Python 3.11 or 3.12)
	@test -x .venv-superset/bin/python || $(PYTHON) -m venv .venv-superset
	@.venv-superset/bin/pip install -qq --disable-pip-version-check -r benchmarks/superset-requirements.txt

# mariadb-client-core has my_print_defaults, without which no data folder can be made.
APT := chromium fonts-noto-cjk postgresql mariadb-server-core mariadb-client-core
system-packages:
	@if ! { command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi 'Noto.*CJK' \
			&& ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && test -x /usr/sbin/mariadbd \
			&& command -v my_print_defaults >/dev/null; }; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(APT) fontconfig >/dev/null; \
		else echo "请安装 (please install): sudo apt-get install $(APT) fontconfig"; exit 1; fi; fi

test: setup-dev ## lint, types, layers, every test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest

lint: setup-dev ## ruff, mypy, sqlfluff, import-linter
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint dbt_project --disable-progress-bar

docs: setup ## write the data dictionary again
	@$(BIN)/fanzha contracts > docs/.dictionary && mv docs/.dictionary docs/data-dictionary.md

bench: setup-dev ## measure: ratios in one run
	@$(BIN)/python -m benchmarks

lock: ## pin again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
