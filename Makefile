# LianZhan: `make run` shows it, `make test` tests it. Everything else is listed by `make help`.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
LOCKS := requirements/build.txt setup.cfg setup.py pyproject.toml tools/environment.py
# Not ours: sizes on images a stylesheet sizes (H006), words for search machines (H030, H031), a type on buttons that
# send their form, as buttons do (H043).
TEMPLATE_RULES := H006,H030,H031,H043
TEMPLATES = $(wildcard templates core/*/templates plugins/*/templates)

.PHONY: help run test check bench soak messages locks assets system-parts clean
.DELETE_ON_ERROR:

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

# A plugin that cannot migrate or load its part says so and stays out; the rest starts.
run: .venv/run assets ## start LianZhan with the demonstration on http://127.0.0.1:8000
	-@$(BIN)/lianzhan db upgrade
	-@$(BIN)/lianzhan demo load xinyi --if-empty
	@exec $(BIN)/lianzhan serve

test: .venv/develop assets system-parts ## run every test
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal

check: .venv/develop assets ## lint, types, contracts, templates, translations, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy core plugins tools $(wildcard bench)
	$(BIN)/python -m tools.contracts
	$(if $(TEMPLATES),$(BIN)/djlint --lint --quiet --profile=jinja --ignore=$(TEMPLATE_RULES) $(TEMPLATES))
	$(BIN)/python -m tools.messages check
	$(BIN)/python -m tools.hook_reference check
	$(BIN)/python -m tools.testing_reference check
	$(BIN)/python -m tools.api check
	$(if $(wildcard tools/docs.py),$(BIN)/python -m tools.docs check)

COUPLED_S ?= 200
bench: .venv/develop assets ## measure, and write var/bench.json: make bench COUPLED_S=20 is three minutes shorter
	@$(BIN)/python -m bench --coupled-seconds $(COUPLED_S)

KILLS ?= 200
soak: .venv/develop assets ## the storm of kills: make soak KILLS=1000
	@$(BIN)/python -m bench.soak --kills $(KILLS)

messages: .venv/develop ## bring the message catalogs in line with the code
	@$(BIN)/python -m tools.messages update

locks: .venv/develop ## lock the newest versions setup.cfg allows
	@sh tools/lock.sh

assets: .venv/run
	@$(BIN)/python -m tools.assets
	@$(BIN)/python -m tools.messages compile

system-parts: .venv/develop ## Chromium, a Chinese font, PostgreSQL and LibreOffice for the tests
	@$(BIN)/python -m tools.system

clean: ## remove what was made; var/, with the data, stays
	rm -rf .venv node_modules core/static/vendor core/documents/fonts build dist .mypy_cache .ruff_cache .pytest_cache

.venv/run .venv/develop: .venv/%: requirements/%.txt $(LOCKS)
	@$(if $(PYTHON),,echo "LianZhan needs Python 3.11 or newer: install it, or name it with 'make PYTHON=/path/to/python3'."; exit 1)
	@$(PYTHON) -m tools.environment $*
