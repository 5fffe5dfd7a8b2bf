#!/usr/bin/env bash
# Benchmarks the working tree against a git revision: tools/benchcmp.sh REV [package pattern]
set -euo pipefail
cd "$(dirname "$0")/.."
ref="${1:-main}"; pkgs="${2:-./...}"; count="${COUNT:-10}"
tree=$(mktemp -d); trap 'git worktree remove --force "$tree" >/dev/null 2>&1 || true' EXIT
git worktree add --detach "$tree" "$ref" >/dev/null
(cd "$tree" && go test -run '^$' -bench . -benchmem -count "$count" "$pkgs") > "$tree.old" || true
go test -run '^$' -bench . -benchmem -count "$count" "$pkgs" > "$tree.new"
go tool -modfile=tools/go.mod benchstat "$tree.old" "$tree.new"
