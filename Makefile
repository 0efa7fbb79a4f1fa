# Two commands matter: `make demo` shows the product, `make test` checks everything.
# One target directory and one profile a purpose: demo builds release, test builds dev; nothing is built twice.
.DEFAULT_GOAL := help
.PHONY: help demo test explore tools check rust-tests docs web-tests browser-tests

help:
	@echo 'make demo   build, make the demo county, plan its day, serve it and print the address'
	@echo 'make test   every check that must pass before a change lands'
	@echo 'make explore MINUTES=30   property tests again and again, each time with new random cases'

tools:
	@scripts/need.sh rust node

# The map page is built by build.rs and lies inside the binary.
demo: tools
	cargo build --release --locked
	@"$${CARGO_TARGET_DIR:-target}/release/footbeat" demo $(DEMO)

check: tools
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

# The same random cases on every machine, so that a change stands or falls by itself; `make explore` draws new ones.
rust-tests: tools
	PROPTEST_RNG_SEED=$${PROPTEST_RNG_SEED:-20261125} cargo test --locked

# Property tests with new random cases for MINUTES: what it finds becomes a test.
explore: tools
	scripts/explore.sh $(or $(MINUTES),30)

docs: tools
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items

# After rust-tests, which leave the page's packages installed and the binary built.
web-tests: rust-tests
	cd web && npm run --silent check && npm test --silent

# A smoke run of the demo, and the page in headless Chromium.
browser-tests: rust-tests
	@scripts/need.sh chromium
	scripts/browser-tests.sh

test: check rust-tests docs web-tests browser-tests
