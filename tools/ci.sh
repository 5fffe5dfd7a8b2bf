#!/usr/bin/env bash
# What CI runs, here and there. Stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step go version
step go mod download
step go mod verify
step make tidy
step make build
step make generate
step git diff --exit-code
step make lint
step make test
step make random # with a seed of its own, which it prints
