# GNU Make 3.81 (the one on macOS) is enough. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt --editable
NOTEBOOKS := notebooks/*.ipynb
# Only notebooks need nbval, which takes seconds to import. COVERAGE=1 measures what both parts of the tests cover.
PYTEST := $(BIN)/python -m pytest --numprocesses 2
TESTS := $(PYTEST) --dist worksteal -p no:nbval

# One thread for linear algebra: two test workers do not fight for the cores, and sums come out the same.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export VECLIB_MAXIMUM_THREADS := 1

.PHONY: help report test test-slow test-spark notebooks lint validate bench industry clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

report: .venv/.ready ## install the core alone and write out/report.html from the made-up program
	$(BIN)/mentorstats report data/sample --out out

test: .venv/.ready-test ## run the quick tests and doctests, then the notebooks against their committed outputs
	$(TESTS) -m 'not slow' $(if $(COVERAGE),--cov --cov-report=)
	$(PYTEST) --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=120 $(NOTEBOOKS)

test-slow: .venv/.ready-test ## run the tests that make test leaves out: simulations, damaged files, JupyterLab
	$(TESTS) -m slow $(if $(COVERAGE),--cov --cov-append)

notebooks: .venv/.ready-test ## run the notebooks again and keep their new outputs
	$(BIN)/python -m jupyter nbconvert --to notebook --execute --inplace \
	  --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=120 \
	  --ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
	  "--ClearMetadataPreprocessor.preserve_nb_metadata_mask={'kernelspec', ('language_info', 'name')}" \
	  $(NOTEBOOKS)

lint: .venv/.ready-lint ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright --pythonpath $(BIN)/python

validate: .venv/.ready-test ## count the errors of every method on made-up programs, damage exports, attack 200 pages: make validate RUNS=100
	$(BIN)/python -m tests.validation --runs $(or $(RUNS),50)
	$(BIN)/python -m tests.validation.exploring --programs $(or $(RUNS),50)
	$(BIN)/python -m tests.validation.variance --runs $(or $(RUNS),50)
	$(BIN)/python -m tests.validation.claims --runs $(or $(RUNS),50)
	$(BIN)/python -m tests.validation.folders --folders $(if $(RUNS),$(RUNS),2000)
	$(BIN)/python -m tests.recovery --programs 200

bench: .venv/.ready-bench ## measure time and memory beside other ways (twenty minutes): make bench QUICK=1 for the small sizes
	$(BIN)/python -m tests.benchmarks $(if $(QUICK),--quick)

test-spark: .venv/.ready-spark ## run the tests on PySpark, which needs Java 17 and half a gigabyte
	$(BIN)/python -m pytest --no-cov tests/spark

industry: .venv/.ready ## check the industry tables against their sources: make industry INPUT=folder
	@test -n "$(INPUT)" || { echo "Name the folder that holds the sources: make industry INPUT=folder" >&2; exit 2; }
	$(BIN)/python -m mentorstats.industry.build "$(INPUT)" --check
	$(BIN)/python -m mentorstats.industry.build_names "$(INPUT)/codes" --check

clean: ## remove what was installed, written and cached
	rm -rf .venv out dist .coverage .coverage.* .hypothesis .pytest_cache .ruff_cache notebooks/.ipynb_checkpoints
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) .
	@touch $@

.venv/.ready-test: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) '.[lab,test]'
	@touch .venv/.ready $@

.venv/.ready-bench: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) '.[test,bench]'
	@touch .venv/.ready $@

.venv/.ready-spark: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) '.[test,spark]'
	@touch .venv/.ready $@

.venv/.ready-lint: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) '.[lint]'
	@touch .venv/.ready $@

# A link whose Python is gone does not exist for make, so --clear also mends an old .venv.
.venv/bin/python:
	@found=; bare=; \
	for python in "$(PYTHON)" python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then found=$$python; break; else bare=$$python; fi; \
	done; \
	if test -n "$$found"; then echo "$$found -m venv .venv"; "$$found" -m venv --clear .venv; \
	elif test -n "$$bare"; then \
	  echo "$$bare cannot make a virtual environment: on Debian or Ubuntu, apt install python3-venv." >&2; exit 1; \
	else \
	  echo "mentorstats needs Python 3.11 or newer, and none was found: install one (on Debian or Ubuntu, apt install python3 python3-venv) or name yours, make PYTHON=/path/to/python3." >&2; exit 1; \
	fi
