# Every target stands alone on a machine with Python 3.11 or newer and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OTHERS := $(VENV)/others
READY  := $(VENV)/ready
RUNS   ?= runs/eval
PROCESSES ?= 2
QUESTION ?= How often will the Turkish and Iranian foreign ministers meet from now on?

.PHONY: help setup demo test test-slow serve lint format lock bench bench-recall checker refusal selector eval gate \
  baseline interop clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make .venv with the locked packages

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nutgraf needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup ## ingest seeds/, ask a question, print the cited answer
	@$(BIN)/nutgraf ingest seeds
	@echo; echo "$$ nutgraf ask \"$(QUESTION)\""; echo
	@$(BIN)/nutgraf ask "$(QUESTION)"

test: setup ## run all tests but the slow ones, on PROCESSES workers
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile

test-slow: setup ## run the slow tests: worker processes that die, twenty gates in a row
	$(BIN)/pytest -m slow

serve: setup ## serve the archive on http://127.0.0.1:8000
	$(BIN)/nutgraf serve

lint: setup ## ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## format and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group weights --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --quiet --output-file requirements.lock

bench: setup ## time ingest, search and answers; ARTICLES and QUESTIONS are absolute paths
	cd tests && ../$(BIN)/python -m bench --articles $(ARTICLES) --questions $(QUESTIONS)

checker: setup ## fit the checker's numbers anew; PAIRS is a folder of labelled .jsonl
	$(BIN)/python -m service.evals.fit_checker --pairs $(PAIRS) --out service/checking/fitted.json

selector: setup ## fit the selector anew (needs nutgraf[cross-encoder]); SETS is a folder of the public sets
	$(BIN)/python -m service.evals.fit_selector --out service/selection/adapter.safetensors \
	  --set seeds $(SETS)/seeds/questions.jsonl \
	  --set $(SETS)/multihop/articles.jsonl suites/news/questions.jsonl \
	  $(foreach set,multihop squad1 squad2,--set $(SETS)/$(set)/articles.jsonl $(SETS)/$(set)/questions.jsonl) \
	  $(foreach file,training heldout,--set $(SETS)/multihop/articles.jsonl suites/news/$(file).jsonl) \
	  --pairs $(SETS)/multihop/articles.jsonl suites/pairs/news.jsonl \
	  $(foreach set,squad1 squad2 clapnq,--pairs $(SETS)/$(set)/articles.jsonl suites/pairs/$(set).jsonl)

refusal: setup ## fit the refusal curves anew; SETS is a folder of the public sets
	$(BIN)/python -m service.evals.fit_refusal --set seeds suites/seeds/questions.jsonl \
	  $(foreach set,multihop clapnq squad1 squad2,--set $(SETS)/$(set)/articles.jsonl $(SETS)/$(set)/questions.jsonl) \
	  $(foreach set,multihop squad1 squad2,--learnt $(set)) \
	  --share seeds 0.5 --share squad2 0.15

bench-recall: setup ## what Chroma misses and how long it takes; ARTICLES and QUESTIONS are lists of files
	cd tests && ../$(BIN)/python -m bench.recall $(foreach file,$(ARTICLES),--articles $(file)) \
	  $(foreach file,$(QUESTIONS),--questions $(file))

eval: setup ## measure suites/ (SETS: a folder of the public sets) and write a report
	$(BIN)/nutgraf eval run suites/seeds.toml --out $(RUNS)/seeds
	$(if $(SETS),$(BIN)/nutgraf eval run suites/public.toml --root $(SETS) --out $(RUNS)/public \
	  --processes $(PROCESSES))
	$(BIN)/nutgraf eval report $(RUNS)/seeds $(if $(SETS),$(RUNS)/public) --out $(RUNS)/report.html

gate: setup ## measure the seeds and fail where they are worse than their baseline
	rm -rf runs/gate
	$(BIN)/nutgraf eval run suites/seeds.toml --out runs/gate
	$(BIN)/nutgraf eval gate runs/gate --baseline suites/seeds/baseline

baseline: setup ## measure the seeds and keep that as their baseline
	rm -rf runs/baseline
	$(BIN)/nutgraf eval run suites/seeds.toml --out runs/baseline
	$(BIN)/nutgraf eval baseline runs/baseline suites/seeds/baseline

interop: setup ## read exports with Ragas and DeepEval, in an environment of their own
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(OTHERS)
	$(BIN)/uv pip install --quiet --python $(OTHERS)/bin/python -r tests/interop/requirements.txt
	$(BIN)/pytest tests/evals/test_exports.py

clean: ## remove what can be made again; the archive in data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
