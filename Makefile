# Every target starts from a fresh clone: what it needs is set up first, and only once.
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CANDIDATES := python3 python3.13 python3.12 python3.11
export PYTHONUTF8 := 1
# Older pips would build the one source package in a way that they warn about.
export PIP_USE_PEP517 := 1

.PHONY: help setup brief test lab bench soak coverage mutants audit back test-browser pictures datapackage lock clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed ## make .venv and install what requirements.txt pins by hash

# Installed again when, and only when, the requirements or the package's metadata change.
.venv/.installed: requirements.txt pyproject.toml
	@test -x $(BIN)/python || { \
	  for python in $(PYTHON) $(CANDIDATES); do \
	    $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	    python=; \
	  done; \
	  test -n "$$python" || { echo "Python 3.11 or newer is needed, with its venv module (Debian: python3-venv); found none of: $(PYTHON) $(CANDIDATES). Pass one with make PYTHON=..." >&2; exit 2; }; \
	  echo "Making .venv with $$($$python --version)"; \
	  $$python -m venv .venv || { rm -rf .venv; exit 2; }; \
	}
	@echo "Installing the pinned requirements (once; about a minute)"
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

brief: setup ## the brief of the Kelan release, as HTML and PDF, in reports/
	@$(BIN)/kelan brief

test: setup ## all tests
	@$(BIN)/pytest -n 2 --dist worksteal

lab: setup ## JupyterLab, with the review of a release open
	@$(BIN)/jupyter lab --notebook-dir=. notebooks/review.ipynb

bench: setup ## every benchmark, beside its peers
	@set -e; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script; done

soak: setup ## the laws on many more inputs, fuzzing, kills, faults, LibreOffice (a night)
	@KELAN_HYPOTHESIS=soak $(BIN)/pytest -n 2 -m "not slow"
	@$(BIN)/pytest -s tests/soak/cluster.py tests/soak/kills.py tests/soak/faults.py tests/soak/system_calls.py tests/soak/injection_calc.py
	@$(BIN)/python tests/soak/fuzz_readers.py

coverage: setup ## lines and branches that the tests run, in every process; 95 % are wanted (needs the network)
	@$(BIN)/python tests/soak/coverage_of_tests.py

mutants: setup ## change the arithmetic in every small way and see a test fail; 95 % are wanted (needs the network)
	@$(BIN)/python tests/soak/mutants.py

audit: setup ## known holes in what requirements.txt pins (pip-audit; says so where nobody can be asked)
	@$(BIN)/python tests/soak/audit.py

back: setup ## accept the results of the releases as they are now, once CHANGELOG.md announces them
	@$(BIN)/python tests/back_results.py

test-browser: setup ## JupyterLab and the HTML brief in Chromium: review, save, export, axe-core (installs chromium)
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }
	@cd tests/browser && npm ci --silent
	@$(BIN)/kelan brief && $(BIN)/kelan brief -p language en --reports reports/en
	@$(BIN)/kelan compare && $(BIN)/kelan compare -p language en --reports reports/en
	@mkdir -p tests/browser/pictures
	@$(BIN)/kelan extract 140929-kelan-2023 --format html >tests/browser/pictures/kelan.html
	@cd tests/browser && node check.mjs $(foreach name,140929-kelan-2023 compare,../../reports/$(name)/brief.html ../../reports/en/$(name)/brief.html)
	@cd tests/browser && node readings.mjs pictures/kelan.html
	@rm -rf tests/browser/pictures/site && $(BIN)/kelan publish tests/browser/pictures/site
	@cd tests/browser && node site.mjs pictures/site
	@$(BIN)/python tests/injection_project.py tests/browser/pictures/injection
	@cd tests/browser/pictures/injection && release=140929-kelan-2023 kelan=../../../../$(BIN)/kelan && \
	  $$kelan brief $$release && $$kelan publish site && \
	  $$kelan extract data/$$release/source.txt --format html >extract.html && \
	  $$kelan check data/$$release/source.txt --format html >check.html && cd ../.. && \
	  node injection.mjs $$(ls pictures/injection/*.html pictures/injection/site/index.html \
	    pictures/injection/site/$$release/index.html pictures/injection/reports/$$release/brief.html)
	@cd tests/browser && node workbench.mjs ../.. ../../$(BIN)/jupyter

pictures: setup ## every page of the Kelan brief as a picture in docs/pictures/
	@$(BIN)/python docs/pictures/make.py

datapackage: setup ## describe data/ again, with the hash of every file
	@$(BIN)/python -m kelan_analysis.datapackage

lock: setup ## resolve pyproject.toml into requirements.txt again (needs the network)
	@test -x .venv-lock/bin/uv || { $(BIN)/python -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv; }
	@.venv-lock/bin/uv pip compile pyproject.toml --extra test --extra cluster --group build --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --quiet --output-file requirements.txt $(LOCK)

clean: ## remove what the other targets made, .venv included
	@rm -rf .venv .venv-lock .pytest_cache .hypothesis dist build tests/browser/node_modules
