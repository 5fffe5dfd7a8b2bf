#!/usr/bin/env bash
# Runs every fuzz target of the module for FUZZTIME (default 60s) each.
set -euo pipefail
cd "$(dirname "$0")/.."
time="${FUZZTIME:-60s}"
grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u | while read -r dir; do
  grep -hoE '^func (Fuzz[A-Za-z0-9_]+)' "$dir"/*_test.go | awk '{print $2}' | while read -r target; do
    printf '== %s %s\n' "$dir" "$target"
    go test "$dir" -run '^$' -fuzz "^${target}\$" -fuzztime "$time" ${FUZZFLAGS:-}
  done
done
