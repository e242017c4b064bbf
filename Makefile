# The one list of commands: people and CI call the same ones.

FUNCTIONS := replay-callback replay-reconcile replay-api
# A function's whole cold start pays for its size.
MAX_FUNCTION_BYTES := 6400000
TARGET := $(or $(CARGO_TARGET_DIR),target)

.DEFAULT_GOAL := help
.PHONY: help run demo test play soak lint fmt build sizes bench ci clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Run everything on this machine (Ctrl-C stops it)
	cargo run --locked --package replay-local

demo: ## Send a running one an evening of callbacks and print the list
	@cargo run --locked --quiet --package replay-local -- demo

test: ## Run all tests, and hold the API to its document
	cargo test --workspace --locked
	python3 tests/openapi/run.py "$(TARGET)/debug/live-replay"

play: ## Play joined recordings with ffprobe and in a browser, where these are installed
	tests/play/run.sh

soak: ## Play hundreds of random worlds (WORLDS=300 SEED=0)
	SOAK=$(or $(WORLDS),300) cargo test --locked --workspace --test reconcile -- worlds --nocapture

lint: ## Check formatting, lints and documentation
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps

fmt: ## Format the code
	cargo fmt --all

build: ## Build the functions as they are deployed
	cargo build --release --locked $(FUNCTIONS:%=--package %)

sizes: build ## Show the functions' sizes; fail above 6.4 MB
	@for function in $(FUNCTIONS); do \
		size=$$(wc -c < "$(TARGET)/release/$$function") || exit 1; \
		printf '%-16s %8d bytes\n' "$$function" "$$size"; \
		if [ "$$size" -gt $(MAX_FUNCTION_BYTES) ]; then \
			echo "$$function is larger than $(MAX_FUNCTION_BYTES) bytes" >&2; exit 1; \
		fi; \
	done

bench: ## Show what callbacks and lists cost in requests and capacity (SIZE=large: lists of 100,000)
	@echo "$$(uname -sm), $$(nproc) cores, $$(rustc --version)"
	cargo run --locked --quiet --package replay-bench -- $(SIZE)

ci: lint test play sizes ## All that a change has to pass

clean: ## Remove what was built; the data in .data stays
	cargo clean
