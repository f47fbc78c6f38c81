# `make demo` shows it, `make test` tests it; both set up what they need from Rust, Python and Node alone.

.DEFAULT_GOAL := help
.PHONY: help setup setup-python setup-node demo demo-python demo-node test test-rust test-fuzz test-python test-node \
	test-parity chaos soak generate facts specs fmt bench clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUST_SOURCES := $(shell find crates -name '*.rs' -o -name Cargo.toml) Cargo.toml Cargo.lock
PYTHON_SOURCES := $(shell find python -name '*.py' -o -name '*.pyi') pyproject.toml README.md
NODE_SOURCES := $(shell find node/src node/scripts -type f) package.json package-lock.json tsconfig.json

BUNDLERS := tests/bundlers

CODEGEN := cargo run --quiet --release --locked -p xero-m2m-codegen --
# Where Xero's OpenAPI files are, for those who have them.
SPECS ?= ../shared/xero-openapi-19.0
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
# What cargo-fuzz sets, for toolchains that have no sanitizers.
FUZZ_FLAGS := --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
# The same inputs every time, so that a failure is a change's; for new ones: make test-fuzz FUZZ=-max_total_time=3600
FUZZ ?= -seed=1 -runs=60000
# Each input of this one is a conversation over sockets.
FUZZ_SOCKETS ?= -seed=1 -runs=1000 -max_total_time=30
# How many tests run at once: most of them wait for time to pass or for a process of their own.
JOBS ?= 4
# Another CHAOS=--seed=2 makes other things go wrong.
CHAOS ?=
MINUTES ?= 2

help:
	@echo "make demo    set up, build, and print the demo company's open receivables four ways"
	@echo "make test    everything: formatters, linters, type checkers, and the tests of all languages"
	@echo "make chaos   create 10,000 invoices while everything goes wrong, and see that each is there once"
	@echo "make soak    keep up a load for MINUTES=2, and see that nothing grows"
	@echo "make bench   compare with other clients in one run"
	@echo "make fmt     format everything"
	@echo "make generate            write what is generated again: code, reference, notices, addresses"
	@echo "make facts FROM=folder   take newer OpenAPI files over, as facts"
	@echo "make specs FROM=folder   what newer OpenAPI files add, remove and change"
	@echo "make setup   only set up and build"

setup: setup-python setup-node

setup-python: $(VENV)/built
setup-node: node_modules/.built

# Tools and dependencies first, so that a change of the sources rebuilds nothing else.
$(VENV)/tools: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

$(VENV)/built: $(VENV)/tools $(RUST_SOURCES) $(PYTHON_SOURCES)
	$(BIN)/python -m pip install --quiet .
	touch $@

node_modules/.built: $(RUST_SOURCES) $(NODE_SOURCES)
	npm install --no-fund --no-audit --loglevel=error
	touch $@

# The bundlers and runtimes that the tests try the package with: 1.1 GB, which only they need.
$(BUNDLERS)/node_modules/.installed: $(BUNDLERS)/package.json $(BUNDLERS)/package-lock.json
	npm ci --prefix $(BUNDLERS) --no-fund --no-audit --loglevel=error
	touch $@

demo: demo-python demo-node
	@echo "Demo done: open receivables printed from Python blocking, Python awaited, Node blocking and Node awaited."

demo-python: setup-python
	$(BIN)/python docs/examples/open_receivables.py

demo-node: setup-node
	node docs/examples/open_receivables.mjs

test: setup test-rust test-fuzz test-python test-node test-parity
	@echo "Tests done: everything passed."

# The one profile for everything: dependencies are built once for tests and both packages.
test-rust:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --release --locked -- -D warnings
	if cargo nextest --version >/dev/null 2>&1; \
		then cargo nextest run --workspace --release --locked --test-threads $(JOBS); \
		else cargo test --workspace --release --locked; fi
	cargo test --doc --workspace --release --locked
	$(CODEGEN) generate --check
	if test -d $(SPECS); then $(CODEGEN) distil --check --from $(SPECS); fi

test-fuzz:
	RUSTFLAGS="$(FUZZ_FLAGS)" cargo build --release --locked --target $(HOST) --manifest-path crates/core/fuzz/Cargo.toml
	for target in records error_body date token_response; do \
		crates/core/fuzz/target/$(HOST)/release/$$target $(FUZZ) -max_len=4096 \
			-artifact_prefix=crates/core/fuzz/ || exit 1; done
	crates/core/fuzz/target/$(HOST)/release/conversation $(FUZZ_SOCKETS) -max_len=512 -artifact_prefix=crates/core/fuzz/

test-python: setup-python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --project . --pythonpath $(BIN)/python
	SPECS=$(SPECS) $(BIN)/pytest --numprocesses $(JOBS) --dist worksteal

test-node: setup-node $(BUNDLERS)/node_modules/.installed
	npm run --silent lint
	npm run --silent typecheck
	SPECS=$(SPECS) npm test --silent
	npm run --silent test:bundlers

test-parity: setup
	$(BIN)/pytest tests/parity

chaos: setup-python
	$(BIN)/python tests/chaos/chaos.py $(CHAOS)

soak: setup-python
	$(BIN)/python tests/chaos/soak.py --minutes $(MINUTES)

generate:
	$(CODEGEN) generate
	$(PYTHON) python/scripts/derive_sync.py
	$(PYTHON) python/scripts/third_party_notices.py
	$(PYTHON) python/scripts/project_urls.py

facts:
	$(CODEGEN) distil --from $(FROM)

specs:
	$(CODEGEN) specs --from $(FROM)

fmt: setup
	cargo fmt --all
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm run --silent format

bench: setup
	$(BIN)/python bench/run.py $(BENCH)

clean:
	rm -rf target crates/core/fuzz/target $(VENV) node_modules node/dist node/native \
		$(BUNDLERS)/node_modules $(BUNDLERS)/dist
