# Everything a developer types. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
SERVICES := $(PY) tools/devservices.py
WITH := $(SERVICES) with
MANAGE := $(PY) manage.py
WORKERS ?= 2
EMPLOYEES ?= 90000
PORT ?= 8000
QUEUES ?= default,payroll,documents,imports
CONCURRENCY ?= 2
export PORT ONCE

# What the developer's own server runs with: demonstration logins, readable errors.
run worker beat seed: export DEBUG = 1
run worker beat seed: export DEMO = 1
# What `check --deploy` looks at: the production shape.
lint: export DEBUG = 0
lint: export DEMO = 0
lint: export ALLOWED_HOSTS = payroll.example

LINES ?= 5000000

.PHONY: help setup pdf-libraries browser-libraries services stop run worker beat demo test test-fast guards lint fix \
	bench bench-feeders bench-import bench-ledger psql rates schema seed migrate

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## Make .venv with the pinned, hashed requirements (nothing to do when they are there)
	@tools/bootstrap

pdf-libraries: setup
	@$(PY) tools/syslibs.py

browser-libraries: setup
	@$(PY) tools/syslibs.py --browser

demo: pdf-libraries ## Pay November 2026 for the demonstration partnership and serve it on PORT=8000; ONCE=1 checks and ends
	@$(PY) tools/demo.py

test: browser-libraries ## Run the whole suite: unit, integration and browser (WORKERS=2 processes)
	$(PY) -m pytest -n $(WORKERS)

test-fast: setup ## Run the unit tests alone
	$(PY) -m pytest -n $(WORKERS) tests/unit

guards: pdf-libraries ## Run the guard tests: tenancy, permissions, layers, rates, commands, containers
	$(PY) -m pytest -n $(WORKERS) tests/guards

lint: pdf-libraries ## Check style, templates, types, imports, migrations and the production settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --lint --quiet templates
	$(WITH) -- .venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	$(WITH) --owner -- $(MANAGE) makemigrations --check --dry-run
	$(WITH) -- $(MANAGE) check --fail-level WARNING
	$(WITH) -- $(MANAGE) check --deploy --fail-level WARNING

fix: setup ## Repair what ruff can repair
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

services: setup ## Start the private PostgreSQL and Redis, to stay until `make stop`
	@$(SERVICES) up

stop: setup ## Stop them
	@$(SERVICES) down

migrate: services ## Bring the development database up to date
	$(MANAGE) migrate

seed: migrate ## Load the demonstration partnership into the development database
	$(MANAGE) seed_demo

run: migrate ## Serve the site for development on PORT=8000, reloading on change
	$(MANAGE) runserver 127.0.0.1:$(PORT)

worker: services ## Work background jobs (QUEUES=…, CONCURRENCY=2)
	$(WITH) -- .venv/bin/celery -A sharedservices.celery worker -Q $(QUEUES) -c $(CONCURRENCY) -l INFO

beat: services ## Ring the schedules; exactly one
	$(WITH) -- .venv/bin/celery -A sharedservices.celery beat -s .dev/beat-schedule --pidfile= -l INFO

bench: pdf-libraries services ## Measure a month's payroll in a scratch database (EMPLOYEES=90000)
	$(MANAGE) bench_payroll --employees $(EMPLOYEES) --json

IMPORT_SIZES := 3000,30000

bench-import: ## Check and load people with 200 planted faults, and print people a second (PEOPLE=3000,30000)
	ONBOARDING_PEOPLE=$(or $(PEOPLE),$(IMPORT_SIZES)) $(PY) -m pytest tests/functional/test_onboarding_bulk.py -n 0 -q -s

bench-feeders: ## Land all of what a council published of its spending, and print the seconds
	COUNCIL_SPEND=whole $(PY) -m pytest tests/integration/finance/test_feeders.py -k become_invoices -n 0 -q -s

bench-ledger: pdf-libraries services ## Measure the ledger in a scratch database beside raw sums and COPY (LINES=5000000)
	$(MANAGE) bench_ledger --lines $(LINES) --json

psql: setup ## Open the development database as the runtime role: row security applies to you, too
	@$(SERVICES) psql

rates: setup ## Check the statutory rates and print them by date
	$(MANAGE) check_rates

schema: pdf-libraries ## Write the OpenAPI schema to docs/openapi.yaml, failing on warnings
	$(WITH) -- $(MANAGE) spectacular --file docs/openapi.yaml --validate --fail-on-warn
