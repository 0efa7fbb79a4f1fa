#!/usr/bin/env bash
# Runs the property tests again and again with new random cases, until one fails or the minutes are over.
# A failure prints the smallest case found and keeps its seed in proptest-regressions/, which every later run repeats.
set -euo pipefail
cd "$(dirname "$0")/.."
until=$(( $(date +%s) + ${1:-30} * 60 ))
cargo test --locked --no-run
files=$(grep -rl 'proptest! {' src | sed -e 's|^src/||' -e 's|\.rs$||' -e 's|/mod$||' -e 's|/|::|g')
runs=0
while [ "$(date +%s)" -lt "$until" ]; do
    # shellcheck disable=SC2086  # a list of filters
    if ! out=$(cargo test --locked --lib -- $files 2>&1); then
        printf '%s\n' "$out"
        echo "found after $runs runs without a failure" >&2
        exit 1
    fi
    runs=$((runs + 1))
done
echo "$runs runs, no failure"
