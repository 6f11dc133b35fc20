# The commands that people repeat. `make` lists them.

CARGO_FLAGS := --locked
DEMO := demo-attestation
export INTEROP_HOME ?= $(CURDIR)/target/interop

.DEFAULT_GOAL := help
.PHONY: help format lint test controls check interop all demo facts coverage errors schemas examples deny

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

format: ## format the sources
	cargo fmt

lint: ## formatting and lints, as a change must have them
	cargo fmt --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings

test: ## all tests; make test FILTER=name for some
	cargo test $(CARGO_FLAGS) $(FILTER)

controls: ## load the controls and run their cases
	cargo run $(CARGO_FLAGS) -- controls test --controls controls

check: lint test ## what needs no server: lints and tests

interop: ## other people's servers and validators, installed first; FILTER=name for some
	tests/interop/setup.sh
	cargo build $(CARGO_FLAGS)
	EKS_ATTEST=$(CURDIR)/target/debug/eks-attest "$$INTEROP_HOME/venv/bin/python" -m pytest tests/interop $(if $(FILTER),-k "$(FILTER)")

all: ## everything that a change must pass
	.ci/run

demo: ## attest the example estate, then verify and re-perform the bundle
	cargo run $(CARGO_FLAGS) -- demo --replace --out $(DEMO)
	cargo run $(CARGO_FLAGS) -- verify --reperform $(DEMO)

facts: ## write docs/facts.md anew
	EKS_ATTEST_BLESS=1 cargo test $(CARGO_FLAGS) --lib facts_document

coverage: ## write docs/coverage.md anew
	EKS_ATTEST_BLESS=1 cargo test $(CARGO_FLAGS) --test it coverage_document_is_fresh

errors: ## write docs/errors.md anew
	EKS_ATTEST_BLESS=1 cargo test $(CARGO_FLAGS) --test it errors_document_is_fresh

schemas: ## write the JSON Schemas under docs/ anew
	EKS_ATTEST_BLESS=1 cargo test $(CARGO_FLAGS) --test it schemas::

examples: ## render the examples anew
	EKS_ATTEST_BLESS=1 cargo test $(CARGO_FLAGS) --test it examples::

deny: ## licences, advisories and sources of the dependencies (cargo install cargo-deny)
	cargo deny --locked check
