# The one list of commands: people and CI call the same ones.

FUNCTIONS := replay-callback replay-console replay-reconcile replay-api replay-tencent-setup
TARGET := $(or $(CARGO_TARGET_DIR),target)
CARGO_HOME ?= $(HOME)/.cargo
# Whose folder is not named in what is deployed.
CHECKOUTS ?= '$(CURDIR)'
THREADS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
SELF := $(MAKE)
# The curators' page, and the TypeScript client of the API.
CONSOLE := functions/console/web
CLIENT := $(CONSOLE)/client
# What is deployed: a section of infra/samconfig.toml.
ENV ?= dev
# Whether `make package` builds in a container: auto, yes, no, docker or podman.
CONTAINER ?= auto

# What a change has to pass.
STEPS := lint test template play browse package twice emulate

.DEFAULT_GOAL := help
.PHONY: help run demo test template play browse screenshots soak lint fmt build package packed twice deploy doctor emulate bench latency measure console client typed ci steps clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Run everything on this machine (Ctrl-C stops it)
	@python3 infra/console.py --if-needed --or-go-on
	cargo run --locked --package replay-local

demo: ## Send a running one an evening of callbacks and print the list
	@cargo run --locked --quiet --package replay-local -- demo

# Some tests wait for a timeout: with one thread more than cores, others run meanwhile. No document of the crates holds code
# to run, so `--all-targets` leaves out rustdoc.
test: ## Run all tests, and hold the API to its document
	@rm -rf "$(TARGET)/actions"
	@python3 infra/console.py --if-needed --or-go-on
	RUST_TEST_THREADS=$(or $(RUST_TEST_THREADS),$(THREADS)) cargo test --workspace --locked --all-targets
	python3 tests/openapi/run.py "$(TARGET)/debug/live-replay"

play: ## Play joined recordings with ffprobe and in a browser, where these are installed
	tests/play/run.sh

browse: ## Work the console in Chromium, where that is installed (TEST=the_queue: some of the tests)
	tests/console/run.sh "$(TEST)"

screenshots: ## Renew the pictures in docs/console (PICTURES=folder: take them of all screens, in all looks)
	PICTURES="$(if $(PICTURES),$(abspath $(PICTURES)))" tests/console/run.sh screenshots

soak: ## Play hundreds of random worlds, and more writers at once (WORLDS=300 SEED=0)
	SOAK=$(or $(WORLDS),300) cargo test --locked --workspace --test reconcile --test it -- worlds:: writers:: --nocapture

lint: ## Check formatting, lints and documentation
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps
	@if command -v npm > /dev/null 2>&1; then $(MAKE) --no-print-directory typed; \
		else echo "npm is not installed: the console's types and the TypeScript client are not checked"; fi
	@if cargo deny --version > /dev/null 2>&1; then cargo deny --offline check licenses sources bans; \
		else echo "cargo-deny is not installed: licences, sources and bans of dependencies are not checked"; fi

typed:
	npm ci --prefix $(CONSOLE) --no-audit --no-fund --ignore-scripts
	npm run --silent --prefix $(CONSOLE) check
	npm test --silent --prefix $(CONSOLE)
	npm ci --prefix $(CLIENT) --no-audit --no-fund --ignore-scripts
	npm run --silent --prefix $(CLIENT) check

fmt: ## Format the code
	cargo fmt --all

# What is deployed names no folder of the machine that built it, so every checkout makes the same. Where two fit, rustc
# takes the later.
build: ## Build the functions as they are deployed
	@$(if $(filter replay-console,$(FUNCTIONS)),python3 infra/console.py --if-needed)
	CARGO_ENCODED_RUSTFLAGS="$$(printf -- '--remap-path-prefix=%s=/src\037' $(CHECKOUTS) && \
		printf -- '--remap-path-prefix=%s=/cargo\037--remap-path-prefix=%s=/target' '$(CARGO_HOME)' '$(abspath $(TARGET))')" \
		cargo build --release --locked $(FUNCTIONS:%=--package %)

package: ## Build and pack them for Lambda, elsewhere than on Linux in a container; print sizes and SHA-256
	@python3 infra/build.py "$(CONTAINER)" "$(SELF)"

packed: build
	python3 infra/package.py "$(TARGET)" $(FUNCTIONS)
	@umask 077 && TZ=Asia/Shanghai python3 infra/package.py --again "$(TARGET)" $(FUNCTIONS)

twice: ## Build one function and the console in two folders; fail where other bytes come of it
	python3 infra/twice.py "$(MAKE)" replay-tencent-setup

emulate: build ## Run them as Lambda does: its Runtime API, AWS's own emulator, TLS, real events
	PROGRAMS="$(abspath $(TARGET))/release" python3 tests/lambda/run.py

measure: build ## Show how fast they start, what they need and what a call costs
	@echo "$$(uname -sm), $$(getconf _NPROCESSORS_ONLN) cores, $$(rustc --version)"
	@cargo test --locked --quiet --workspace --no-run --test lambda
	@PROGRAMS="$(abspath $(TARGET))/release" "$(TARGET)/debug/replay-measure"

bench: ## Show what callbacks and lists cost in requests and capacity (SIZE=large: lists of 100,000)
	@echo "$$(uname -sm), $$(getconf _NPROCESSORS_ONLN) cores, $$(rustc --version)"
	cargo run --locked --quiet --package replay-bench -- $(SIZE)

latency: ## Play an evening in real time; show how long viewers wait, with Confirm and without (MINUTES=3)
	@echo "$$(uname -sm), $$(getconf _NPROCESSORS_ONLN) cores, $$(rustc --version)"
	cargo run --locked --quiet --package replay-bench --bin replay-latency -- $(MINUTES)

template: ## Hold the template to the code, after `make test`; break it on purpose; and deploy with stand-ins
	python3 -m unittest discover --start-directory tests/deploy
	python3 tests/template/run.py "$(TARGET)/actions"

deploy: ## Deploy with SAM, as infra/samconfig.toml says (ENV=dev; CONFIRM=no asks nobody)
	@python3 infra/deploy.py --check --confirm "$(CONFIRM)" --target "$(TARGET)" "$(ENV)"
	@$(MAKE) package
	@python3 infra/deploy.py --confirm "$(CONFIRM)" --target "$(TARGET)" "$(ENV)"

doctor: ## Look for what an environment lacks, before it is deployed and after (ENV=dev)
	@settings="$$(python3 infra/deploy.py --settings "$(ENV)")" && cargo run --locked --quiet --package replay-doctor -- "$$settings"

console: ## Build the curators' page, with Node 20; `make run` and `make build` do, where it is needed
	@python3 infra/console.py

client: ## Generate the TypeScript client again from the API's document
	npm ci --prefix $(CLIENT) --no-audit --no-fund --ignore-scripts
	npm run --silent --prefix $(CLIENT) generate

ci: $(STEPS) ## All that a change has to pass

steps:
	@echo $(STEPS)

clean: ## Remove what was built; the data in .data stays
	cargo clean
