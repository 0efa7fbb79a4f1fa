# Two commands matter: `make demo` shows the product, `make test` checks everything.
# One target directory and one profile a purpose: demo builds release, test builds dev; nothing is built twice.
.DEFAULT_GOAL := help
.PHONY: help demo test tools web check rust-tests docs

help:
	@echo 'make demo   build, make the demo county, plan its day, serve it and print the address'
	@echo 'make test   every check that must pass before a change lands'

tools:
	@scripts/need.sh rust

web:
	@if [ -f web/package.json ]; then scripts/need.sh node && cd web && npm ci --no-audit --no-fund && npm run build; fi

demo: tools web
	cargo run --release --locked -- demo

check: tools
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

rust-tests: tools
	cargo test --locked

docs: tools
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items

test: check rust-tests docs
