# `make` alone lists what there is. `make run` and `make test` need Python 3.11 or newer and nothing else.
VENV ?= .venv
PYTHON ?=
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXAMPLE ?= examples/metformin-tingling.json
WORKERS ?= 3
ROUNDS ?= 2000
EXTRAS := population recall proof prints service postgres journal web
GROUPS ?=

# What starts programs keeps their bytecode: `cobalamin assess` starts in 0.2 s with it and in 0.35 s without.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run workbench assets pictures bench-pages test thorough check coverage audit bench bench-population bench-recall bench-recall-many bench-service service-memory schemathesis damage book journal-kill mixing test-spark differential timelines published prove killers mutmut million exhaustive cql docs atlas words order lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-18s %s\n' "$$name" "$$what"; done

$(READY): requirements.lock pyproject.toml tools/environment.sh
	@PYTHON="$(PYTHON)" sh tools/environment.sh "$(VENV)"
	@touch $@

run: $(READY) ## answer for a shipped example (EXAMPLE=FILE for another)
	@$(BIN)/cobalamin assess $(EXAMPLE)

workbench: $(READY) ## the pages in your browser: assess, compare, the guideline
	@$(BIN)/cobalamin serve --open

test: $(READY) ## run the tests; installs PostgreSQL and Chromium from Debian's packages where it can
	@sh tools/system.sh
	@sh tools/node_packages.sh tests/cql
	$(BIN)/python -m pytest -m "not thorough" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

thorough: $(READY) ## every test, those marked `thorough` too, with 1,000 examples of every law, more patients, and every guideline (long)
	@sh tools/system.sh
	@sh tools/node_packages.sh tests/cql
	COBALAMIN_EXAMPLES=1000 COBALAMIN_CASES=2000 COBALAMIN_PLANS=1000 COBALAMIN_CHANGED=30 HOOKS_ROUNDS=1000 BY_THE_BOOK=2000 BOOK_CALLS=1000 \
	COBALAMIN_TIMELINES=5000 COBALAMIN_PATIENTS=5000 CQL_PATIENTS=100 \
		$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(READY) audit ## lint, format, types, shape of the code, known vulnerabilities
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/shape tests/docs

coverage: $(READY) ## every branch of the language and of the medicine is run by a test (fails under 100)
	$(BIN)/coverage run --branch --source=cobalamin.language,cobalamin.knowledge -m pytest -q -p no:xdist -p no:cacheprovider \
		tests/spec tests/laws tests/shape tests/knowledge tests/readings tests/guidelines tests/proofs tests/mutants \
		tests/assess tests/recall/test_recall_timelines.py tests/recall/test_recall_csv.py
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=100

audit: $(READY) ## look the locked packages up among known vulnerabilities; passes where that cannot be reached
	@$(BIN)/python tools/audit.py

bench: $(READY) ## one patient: times as ratios, beside their targets
	@$(BIN)/python benchmarks/assess.py

bench-population: $(READY) ## whole populations
	@$(BIN)/python benchmarks/population.py
	@$(BIN)/python benchmarks/population_spark.py
	@sh tools/node_packages.sh tests/cql
	@$(BIN)/python benchmarks/population_cql.py

.PHONY: bench-openfisca
bench-openfisca: $(READY) ## the same rules in OpenFisca, in an environment of its own (.venv-openfisca)
	@[ -x .venv-openfisca/bin/python ] || $(BIN)/python -m venv .venv-openfisca
	@.venv-openfisca/bin/python -m pip install --quiet --disable-pip-version-check 'openfisca-core>=46' numpy msgspec
	@PYTHONPATH=src .venv-openfisca/bin/python benchmarks/population_openfisca.py

bench-recall: $(READY) ## a practice's recall list
	@$(BIN)/python benchmarks/recall.py

bench-recall-many: $(READY) ## the recall list of 1,000,000 patients: CSV, Parquet and NDJSON (long, 20 GB of disk)
	@$(BIN)/python benchmarks/recall_many.py

bench-service: $(READY) ## the service under load, beside an echo of the same body
	@$(BIN)/python benchmarks/service.py

bench-pages: $(READY) ## an answer on the page after a changed field, beside a file
	@$(BIN)/python benchmarks/pages.py

pictures: $(READY) ## record the pictures of the pages again; look at what changed
	@$(BIN)/python tests/pages/look.py

assets: ## build the style sheet and the script of the pages again (needs Node.js)
	@sh tools/build_assets.sh

service-memory: $(READY) ## the service's memory over 100,000 requests with the journal on (long)
	@$(BIN)/python benchmarks/service.py --seconds 4 --requests 100000

schemathesis: $(READY) ## 20,000 generated requests against the OpenAPI description (long)
	@$(BIN)/python tests/web/schema_campaign.py --requests 20000

damage: $(READY) ## records and calls damaged in any place: no crash, and bulk says what one patient says (long)
	@COBALAMIN_DAMAGED=$(or $(COUNT),5000) $(BIN)/python -m pytest -k "damaged or all_sources or all_tables or same_reading" tests/records tests/population tests/web

book: $(READY) ## bundles, tables, OMOP and cards by the program and by a second writing (COUNT=50000: some minutes)
	@BY_THE_BOOK=$(or $(COUNT),50000) BOOK_CALLS=$$(($(or $(COUNT),50000) / 10)) $(BIN)/python -m pytest \
		tests/records/test_by_the_book_records.py tests/records/test_by_the_book_tables.py \
		tests/records/test_by_the_book_omop.py tests/web/test_by_the_book_cards.py

.PHONY: fuzz
fuzz: $(READY) ## every door under a coverage-guided fuzzer, kept in .venv-fuzz (MINUTES=5 a door, DOORS="bundles hooks"; long)
	@[ -d .venv-fuzz/atheris ] || $$(command -v uv || echo $(BIN)/uv) pip install --quiet --python $(BIN)/python --target .venv-fuzz 'atheris>=3'
	@PYTHONPATH=.venv-fuzz $(BIN)/python tests/fuzz/fuzz.py $(or $(MINUTES),1) $(DOORS)

journal-kill: $(READY) ## kill the journal fifty times in the middle of its writes, on SQLite and PostgreSQL (long)
	@cd tests/journal && $(CURDIR)/$(BIN)/python campaign.py

mixing: $(READY) ## threads that ask a cold service about different patients, guidelines and languages at the same moment (long)
	@$(BIN)/python tests/web/mixing.py $(or $(THREADS),5) $(or $(PEOPLE),20) all

$(VENV)/.spark: $(READY) requirements-spark.lock
	@$$(command -v uv || echo $(BIN)/uv) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock
	@touch $@

test-spark: $(VENV)/.spark ## install PySpark (480 MB) beside the rest and run the tests on Spark
	$(BIN)/python -m pytest tests/population/test_spark.py tests/engines -k "spark or Spark"

differential: $(VENV)/.spark ## 100,000 random and 100,000 synthetic patients on DuckDB, PostgreSQL and Spark (long)
	@COBALAMIN_PATIENTS=100000 $(BIN)/python -m pytest tests/engines -v

timelines: $(READY) ## the recall laws over 100,000 generated timelines (long)
	@COBALAMIN_TIMELINES=100000 $(BIN)/python -m pytest tests/recall/test_recall_laws.py tests/recall/test_recall_by_the_book.py \
		tests/recall/test_response_by_the_book.py

published: $(READY) ## score the published cases
	@$(BIN)/python tests/published/score.py

prove: $(READY) ## prove the obligations over every patient
	@$(BIN)/cobalamin prove

killers: $(READY) ## find the patients who notice every small change of a rule, after a rule changed
	@PYTHONPATH=tests/mutants $(BIN)/python tests/mutants/find_killers.py

mutmut: $(READY) ## change the code of the language, its readings and the units by one step at a time (hours; GROUPS="units text")
	@$(BIN)/python tools/mutmut_campaign.py $(GROUPS)

million: $(READY) ## generated Python, bit planes and the interpreter on 1,000,000 random patients (long)
	@COBALAMIN_MILLION=1000000 $(BIN)/python -m pytest tests/engines/test_million.py

exhaustive: $(READY) ## count the proofs out over more than 10^8 patients (long)
	@EXHAUSTIVE=1 $(BIN)/python -m pytest tests/proofs/test_exhaustive.py

cql: $(READY) ## both CQL engines on 10,000 generated FHIR patients (long)
	@sh tools/node_packages.sh tests/cql
	@CQL_PATIENTS=10000 $(BIN)/python -m pytest tests/cql

docs: $(READY) ## write the generated pages again
	@$(BIN)/python tools/write_docs.py

words: $(READY) ## collect the messages to translate into src/cobalamin/locale
	@$(BIN)/python tools/write_words.py

.PHONY: verapdf
verapdf: $(READY) ## check the PDFs of the examples against PDF/UA-1 with veraPDF (needs Java and Maven)
	@PYTHON="$(CURDIR)/$(BIN)/python" sh tools/verapdf/check.sh

.PHONY: fhir-check
fhir-check: $(READY) ## check every FHIR resource that is written with HL7's validator (needs Java and Maven)
	@PYTHON="$(CURDIR)/$(BIN)/python" sh tools/fhir_check/check.sh

atlas: $(READY) ## write docs/atlas.md and docs/hinges.md again: where guidelines disagree, and what hangs on each reading
	@PYTHONPATH=tests/guidelines $(BIN)/python tests/guidelines/make_atlas_page.py

order: $(READY) ## search a better order of the diagram's levels (ROUNDS=2000) and store it
	@$(BIN)/python tools/search_order.py --rounds $(ROUNDS)

lock: $(READY) ## renew requirements.lock from pyproject.toml; commit the difference
	@$$(command -v uv || echo $(BIN)/uv) pip compile --quiet --universal --generate-hashes $(EXTRAS:%=--extra %) --group dev \
		--no-header --no-emit-index-url --no-emit-find-links --upgrade pyproject.toml -o requirements.lock
	@$$(command -v uv || echo $(BIN)/uv) pip compile --quiet --universal --generate-hashes --extra spark -c requirements.lock \
		--no-header --no-emit-index-url --no-emit-find-links --upgrade pyproject.toml -o requirements-spark.lock
	@! grep -nE 'https?://' requirements.lock requirements-spark.lock || { echo "a lock names a host; remove that line's cause" >&2; exit 1; }

clean: ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage
