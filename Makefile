# `make demo` sets everything up in .venv and scans samples/; `make test` sets up and runs the tests.
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup setup-dev lint types docs check-docs check samples clean

demo: setup
	@# The samples hold bad cards on purpose: exit code 1 (findings) is what a working demo gives.
	@$(BIN)/merchlint scan samples --config samples/merchlint.yaml --report html=report/demo.html; \
	code=$$?; \
	echo; echo "网页报告 / HTML report: report/demo.html"; \
	test $$code -eq 1

test: setup-dev
	$(BIN)/python -m pytest

setup:
	@sh scripts/setup.sh $(VENV) user

setup-dev:
	@sh scripts/setup.sh $(VENV) dev

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

docs: setup-dev
	$(BIN)/merchlint rules docs docs/rules
	$(BIN)/python scripts/write_help.py
	$(BIN)/python scripts/embed_logos.py

check-docs: setup-dev
	$(BIN)/merchlint rules docs docs/rules --check
	$(BIN)/python scripts/write_help.py --check
	$(BIN)/python scripts/embed_logos.py --check
	$(BIN)/merchlint rules test

check: test lint types check-docs

samples: setup-dev
	$(BIN)/python scripts/draw_samples.py

clean:
	rm -rf $(VENV) report .mypy_cache .ruff_cache .pytest_cache .hypothesis
