#!/usr/bin/env bash
# Load on the HTTP server with wrk. First each kind of request alone: documents of an ISSN in several forms, single-record
# queries. Then all of them at the same time, beside hostile queries. Answers are compared with those
# that the server gave before the load. A document or a single-record query that is refused counts as wrong. Client and
# server share the machine. Writes a report in Markdown.
#
#   bench/http/run.sh [-d SECONDS] [-p SECONDS] [-s SIZE] [-b BINARY] [-w WORK] [-m MEMORY] [-o FILE]
#
# All load comes from one address: the budgets of clients are off, and queries have 30 s.
# -d is how long the mix runs, -p each kind alone, -m the server's --memory. The store is the import of the
# synthetic register of SIZE that the other benchmarks make below WORK.
set -euo pipefail
mix=60 alone=10 size=1m binary=bin/issn-ld work=${TMPDIR:-/tmp}/issn-ld-bench memory=2G out=
args="$*"
while getopts d:p:s:b:w:m:o: flag; do
  case $flag in
    d) mix=$OPTARG ;; p) alone=$OPTARG ;; s) size=$OPTARG ;; b) binary=$OPTARG ;; w) work=$OPTARG ;; m) memory=$OPTARG ;; o) out=$OPTARG ;;
    *) exit 2 ;;
  esac
done
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$binary")
data=$work/data/$size.store
[ -d "$data" ] || { echo "no store in $data: run 'go run ./store --size $size' in bench first" >&2; exit 1; }
[ -z "$out" ] || exec >"$out"
tmp=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
base=http://127.0.0.1:$port
"$binary" query --data "$data" --format csv \
  'SELECT ?i WHERE { ?s a schema:Periodical ; schema:issn ?i } LIMIT 20000' | tail -n +2 | tr -d '\r' | shuf >"$tmp/issns"

"$binary" serve --data "$data" --listen "127.0.0.1:$port" --memory "$memory" --query-timeout 30s \
  --client-seconds 0 --client-errors 0 --quiet >"$tmp/log" 2>&1 &
server=$!
watcher=
trap 'kill $server $watcher 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$tmp"' EXIT
for _ in $(seq 200); do curl -sf "$base/health" >/dev/null && break; sleep 0.05; done

# status KEY prints a field of the server's memory in MB.
status() { awk -v key="$1:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$server/status"; }

# before SUFFIX takes the documents, before_queries the answers, that later ones are compared with.
before() {
  mkdir -p "$tmp/$1"
  head -n 1000 "$tmp/issns" | awk -v base="$base" -v suffix="$1" -v dir="$tmp/$1" '{
    printf "url = \"%s/data/ISSN/%s.%s\"\noutput = \"%s/%s.%s\"\n", base, $1, suffix, dir, $1, suffix }' >"$tmp/config"
  curl -sfK "$tmp/config"
}
before_queries() {
  mkdir -p "$tmp/json"
  head -n 1000 "$tmp/issns" | awk -v base="$base" -v dir="$tmp/json" '{
    query = "SELECT%20%3Fp%20%3Fo%20WHERE%20%7B%20%3Chttp%3A%2F%2Fissn.org%2Fresource%2FISSN%2F" $1 "%3E%20%3Fp%20%3Fo%20%7D"
    printf "url = \"%s/sparql?query=%s\"\noutput = \"%s/%s.json\"\n", base, query, dir, $1 }' >"$tmp/config"
  curl -sfK "$tmp/config" -H 'Accept: application/sparql-results+json'
}

# load SECONDS CONNECTIONS SCRIPT ARGS... runs wrk and prints its result.
load() {
  local seconds=$1 connections=$2 script=$3
  shift 3
  (cd "$here" && wrk -t 2 -c "$connections" -d "${seconds}s" --timeout 60s -s "$script" "$base" -- "$@") | sed -n 's/^RESULT //p'
}
columns() {
  echo
  echo "| $1 | requests/s | p50 ms | p99 ms | max ms | good | of these compared | wrong | lost | server CPU, us a request |"
  echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
}
# ticks prints the CPU time of the server in hundredths of a second.
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
# row NAME SECONDS CONNECTIONS SCRIPT ARGS... prints a line of the table.
row() {
  local name=$1 start end result
  shift
  start=$(ticks)
  result=$(load "$@")
  end=$(ticks)
  echo "| $name | $result | $(echo "$result" | awk -F' [|] ' -v t=$((end - start)) '{ n = $5 + $7; printf "%d", n ? t * 10000 / n : 0 }') |"
}

forms="nt ttl jsonld html"
for form in $forms; do before "$form"; done
before_queries

echo "# HTTP, $size"
echo
echo "- Date: $(date -u '+%Y-%m-%d %H:%M UTC')"
echo "- Machine: $(nproc) cores ($(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)), shared by client and server"
echo "- Load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
echo "- Commit: $(git -C "$here" rev-parse --short=12 HEAD), $("$binary" version | head -n 1)"
echo "- Command: \`bench/http/run.sh $args\`"
columns "alone, $alone s each, 8 connections"
load 2 8 deref.lua "$tmp/issns" ttl "$tmp/ttl" >/dev/null # warm
for form in $forms; do row "documents of an ISSN, $form" "$alone" 8 deref.lua "$tmp/issns" "$form" "$tmp/$form"; done
row "all statements about an ISSN by SPARQL" "$alone" 8 query.lua "$tmp/issns" "$tmp/json"

# buckets ROUTE prints the server's histogram of a route: the bound of each bucket in ms and how many answers took no longer.
buckets() {
  curl -sf "$base/metrics" | awk -v key="issnld_http_request_seconds_bucket{route=\"$1\",le=\"" '
    index($0, key) == 1 { bound = substr($1, length(key) + 1); sub(/".*/, "", bound); print (bound == "+Inf" ? bound : bound * 1000), $2 }'
}
# between BEFORE AFTER prints between which bounds the quantiles of the answers between two histograms are.
between() {
  paste -d' ' "$1" "$2" | awk '{ bound[NR] = $1; count[NR] = NF == 4 ? $4 - $2 : $2 } END {
    split("50 90 99 99.9", quantile, " ")
    for (i = 1; i <= 4; i++) for (j = 1; j <= NR; j++) if (count[j] >= count[NR] * quantile[i] / 100) {
      printf "%sp%s <= %s ms", (i > 1 ? ", " : ""), quantile[i], bound[j]; break } }'
}

# The mix. The watcher keeps the highest memory of its own that the server had.
(peak=0; while sleep 1; do now=$(status RssAnon 2>/dev/null || echo 0); [ "${now:-0}" -gt "$peak" ] && peak=$now && echo "$peak" >"$tmp/peak"; done) &
watcher=$!
buckets '/data/*path' >"$tmp/seconds.before"
(cd "$here" && wrk -t 1 -c 4 -d "${mix}s" --timeout 60s -s hostile.lua "$base") >"$tmp/hostile" & jobs=$!
for form in $forms; do
  load "$mix" 2 deref.lua "$tmp/issns" "$form" "$tmp/$form" >"$tmp/mix.$form" & jobs="$jobs $!"
done
load "$mix" 2 query.lua "$tmp/issns" "$tmp/json" >"$tmp/mix.query" & jobs="$jobs $!"
for job in $jobs; do wait "$job"; done
echo
echo "| at the same time for $mix s, 2 connections each, beside 4 of hostile queries | requests/s | p50 ms | p99 ms | max ms | good | of these compared | wrong | lost |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for form in $forms; do echo "| documents of an ISSN, $form | $(cat "$tmp/mix.$form") |"; done
echo "| all statements about an ISSN by SPARQL | $(cat "$tmp/mix.query") |"
echo
buckets '/data/*path' >"$tmp/seconds.after"
echo "- Documents as the server sees them, from the request to the last byte: $(between "$tmp/seconds.before" "$tmp/seconds.after"). The rest of what the clients see is the wait for a processor, theirs or the server's."
echo "- Hostile queries: $(sed -n 's/^RESULT //p' "$tmp/hostile")"
echo "- Memory: at most $(cat "$tmp/peak" 2>/dev/null || echo 0) MB of the server's own, of $memory (\`--memory\`); with the pages of the store's files $(status VmHWM) MB."
echo "- Load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
echo "- Messages of the server: $(grep -vc 'Serving on\|^  http\|^  curl' "$tmp/log" || true)"
curl -sf "$base/health" >/dev/null && echo "- The server is up."
