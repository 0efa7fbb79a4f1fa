#!/usr/bin/env bash
# Checks that the named tools are there; installs Debian's packages where it may, otherwise says in one line
# what to install and how. Usage: need.sh rust | node | chromium …
set -euo pipefail

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

debian() { # packages…
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >&2
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >&2
}

missing() { printf 'footbeat: %s is missing: %s\n' "$1" "$2" >&2; exit 1; }

node_fits() { command -v node >/dev/null && command -v npm >/dev/null && node -e '
  const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; }

for tool in "$@"; do
  case "$tool" in
    rust)
      command -v cargo >/dev/null || missing Rust 'install Rust 1.95 or newer with rustup (https://rustup.rs)'
      if ! command -v cc >/dev/null; then
        may_install && debian build-essential pkg-config || missing 'a C compiler' 'apt-get install build-essential'
      fi ;;
    node)
      if ! node_fits && may_install; then debian nodejs npm || true; fi
      node_fits || missing 'Node.js 20.19 or newer with npm' 'install it from https://nodejs.org or your distribution' ;;
    chromium)
      if ! command -v chromium >/dev/null && [ -z "${CHROMIUM:-}" ]; then
        may_install && debian chromium fonts-dejavu-core || missing Chromium 'apt-get install chromium, or set CHROMIUM to its path'
      fi ;;
    *) missing "$tool" 'unknown to this script' ;;
  esac
done
