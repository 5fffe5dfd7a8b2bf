#!/usr/bin/env bash
# Load on the HTTP server with wrk: dereferencing, single-record queries, and dereferencing beside hostile
# queries. Client and server share the machine.
#
#   bench/http/run.sh [-d SECONDS] [-s SIZE] [-b BINARY] [-w WORK] [-o FILE]
#
# The store is the import of the synthetic register of SIZE that the other benchmarks make below WORK.
set -euo pipefail
seconds=30 size=1m binary=bin/issn-ld work=${TMPDIR:-/tmp}/issn-ld-bench out=
args="$*"
while getopts d:s:b:w:o: flag; do
  case $flag in
    d) seconds=$OPTARG ;; s) size=$OPTARG ;; b) binary=$OPTARG ;; w) work=$OPTARG ;; o) out=$OPTARG ;;
    *) exit 2 ;;
  esac
done
here=$(cd "$(dirname "$0")" && pwd)
data=$work/data/$size.store
[ -d "$data" ] || { echo "no store in $data: run 'go run ./bench/store --size $size' first" >&2; exit 1; }
issns=$(mktemp)
log=$(mktemp)
port=$((20000 + RANDOM % 20000))
base=http://127.0.0.1:$port
"$binary" query --data "$data" --format csv \
  'SELECT ?i WHERE { ?s a schema:Periodical ; schema:issn ?i } LIMIT 20000' | tail -n +2 | tr -d '\r' | shuf >"$issns"

"$binary" serve --data "$data" --listen "127.0.0.1:$port" --quiet >"$log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -f "$issns" "$log"' EXIT
for _ in $(seq 200); do curl -sf "$base/health" >/dev/null && break; sleep 0.05; done

# memory KEY prints a field of the server's memory in MB.
memory() { awk -v key="$1:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$server/status"; }
# load SCRIPT CONNECTIONS ARGS... runs wrk for the time and prints its result.
load() {
  local script=$1 connections=$2
  shift 2
  wrk -t 2 -c "$connections" -d "${seconds}s" --timeout 90s -s "$here/$script" "$base" -- "$@" |
    sed -n 's/^RESULT //p'
}

[ -z "$out" ] || exec >"$out"
echo "# HTTP, $size"
echo
echo "- Date: $(date -u '+%Y-%m-%d %H:%M UTC')"
echo "- Machine: $(nproc) cores ($(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)), shared by client and server"
echo "- Load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
echo "- Commit: $(git -C "$here" rev-parse --short=12 HEAD), $("$binary" version | head -n 1)"
echo "- Command: \`bench/http/run.sh $args\`; each line $seconds s"
echo
echo "| load | result | server MB after |"
echo "| --- | --- | --- |"
load deref.lua 8 "$issns" ttl >/dev/null # warm
echo "| documents of an ISSN in Turtle, 8 connections | $(load deref.lua 8 "$issns" ttl) | $(memory VmRSS) |"
echo "| documents of an ISSN in JSON-LD, 8 connections | $(load deref.lua 8 "$issns" jsonld) | $(memory VmRSS) |"
echo "| all statements about an ISSN by SPARQL, 8 connections | $(load query.lua 8 "$issns") | $(memory VmRSS) |"
hostile=$(mktemp)
wrk -t 1 -c 4 -d "${seconds}s" --timeout 90s -s "$here/hostile.lua" "$base" >"$hostile" &
attack=$!
echo "| documents in Turtle, 8 connections, beside 4 connections of hostile queries | $(load deref.lua 8 "$issns" ttl) | $(memory VmRSS) |"
wait $attack
echo "| the hostile queries | $(sed -n 's/^RESULT //p' "$hostile") | $(memory VmRSS) |"
rm -f "$hostile"
echo
echo "Largest resident set of the server: $(memory VmHWM) MB. Load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)."
