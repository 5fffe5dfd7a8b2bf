#!/usr/bin/env bash
# What CI runs, here and there, on a clean checkout. Stops at the first failure. The
# folder ../shared, where it exists, holds test suites and real records: then no test may
# be skipped for want of them. The last line is "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "$0")/.."
max_bytes=50000000 # of the program
log=$(mktemp)
trap 'rm -f "$log"' EXIT
step() { printf '\n== %s\n' "$*"; "$@"; }

step go version
step go mod download
step go mod verify
step make tidy

TIMEFORMAT='build time: %R s, %U s of CPU'
time step make build
size=$(stat -c %s bin/issn-ld)
echo "size: $size bytes, limit $max_bytes"
((size <= max_bytes)) || { echo "the program is too large: see docs/adr/0002-dependencies.md" >&2; exit 1; }

step make fmt
step git diff --exit-code
step make lint
step make deadcode

deny=
if [ -d ../shared ]; then
  deny='not here|missing|no shared|no real|not beside the project'
  for suite in w3c data; do
    [ -n "$(ls -A "../shared/$suite" 2>/dev/null)" ] || { echo "../shared/$suite is empty or missing" >&2; exit 1; }
  done
fi
step make test DENY="$deny" | tee "$log"
step make random # with a seed of its own, which it prints
step make clients

printf '\n== size and time\nsize: %s bytes; all took %d s\n' "$size" "$SECONDS"
grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1
