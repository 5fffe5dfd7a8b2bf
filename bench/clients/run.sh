#!/usr/bin/env bash
# Common RDF clients, unmodified from their registries, against a served sample: rdflib,
# SPARQLWrapper and extruct (PyPI), N3.js, jsonld.js and Comunica (npm), Jena and RDF4J (Maven
# Central). Prints a table; the exit code is 1 if a row is red. Clients that cannot be
# installed are skipped with a message.
#
#   bench/clients/run.sh [-b BINARY] [-w WORK] [-i ISSN] [-o FILE]
#
# -w is where clients are installed once and used again.
set -uo pipefail
binary=bin/issn-ld work=${TMPDIR:-/tmp}/issn-ld-bench/clients issn=0028-0836 out=
while getopts b:w:i:o: flag; do
  case $flag in
    b) binary=$OPTARG ;; w) work=$OPTARG ;; i) issn=$OPTARG ;; o) out=$OPTARG ;;
    *) exit 2 ;;
  esac
done
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$binary") && mkdir -p "$work" || exit 2
tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server"; wait "$server" 2>/dev/null; }; rm -rf "$tmp"' EXIT

# install NAME FILE: runs in_NAME in a new folder of work, unless an earlier run did it for
# the same FILE of versions and has_NAME finds that all is there still; false where it
# cannot be installed.
install() {
  local name=$1 versions=$2 dir
  dir=$work/$name-$(sha256sum "$versions" | cut -c1-12)
  ready=$dir
  [ -e "$dir/.complete" ] && (cd "$dir" && "has_$name") >/dev/null 2>&1 && return 0
  rm -rf "$dir" && mkdir -p "$dir" && cp "$versions" "$dir/" || return 1
  if (cd "$dir" && "in_$name" && "has_$name") >"$tmp/$name.log" 2>&1; then
    touch "$dir/.complete"
    return 0
  fi
  echo "skip  clients of $name: cannot be installed: $(tail -n 1 "$tmp/$name.log")" >&2
  return 1
}

in_python() { python3 -m venv venv && timeout 300 venv/bin/pip install -q -r requirements.txt; }
has_python() { venv/bin/python -c 'import rdflib, SPARQLWrapper, extruct'; }
in_node() { timeout 400 npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error; }
has_node() { node -e 'for (const p of Object.keys(require("./package.json").dependencies)) require("fs").accessSync("node_modules/" + p)'; }
in_java() { timeout 400 mvn -q -B -f pom.xml dependency:copy-dependencies -DoutputDirectory=lib; }
has_java() { compgen -G 'lib/*jena*.jar' && compgen -G 'lib/*rdf4j*.jar' && java -version; }

"$binary" import --sample --data "$tmp/store" --quiet >/dev/null && "$binary" link --sample --data "$tmp/store" --quiet >/dev/null || exit 1
token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
port=$((20000 + RANDOM % 20000))
base=http://127.0.0.1:$port
ISSNLD_TOKEN=$token "$binary" serve --data "$tmp/store" --listen "127.0.0.1:$port" --quiet \
  --client-seconds 0 --client-errors 0 >"$tmp/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do curl -sf "$base/health" >/dev/null && break; sleep 0.1; done
curl -sf "$base/health" >/dev/null || { echo "the server does not start:" >&2; cat "$tmp/server.log" >&2; exit 1; }

rows=$tmp/rows
: >"$rows"
# rows_of NAME COMMAND...: a client that ends early has a red row, so that none is lost silently.
rows_of() {
  local name=$1
  shift
  timeout 300 "$@" >>"$rows" 2>"$tmp/$name.err" && return
  printf '%s\truns to its end\tyes\t%s\n' "$name" "$(grep -v '^ ' "$tmp/$name.err" | tail -n 1 | tr '\t\n' '  ')" >>"$rows"
}

if install python "$here/python/requirements.txt"; then
  rows_of python "$ready/venv/bin/python" "$here/python/check.py" "$base" "$token" "$issn"
  rows_of forms "$ready/venv/bin/python" "$here/python/forms.py" "$base"
fi
if install node "$here/node/package.json"; then
  cp "$here/node/check.mjs" "$ready/" # modules are looked for beside the script
  rows_of node node "$ready/check.mjs" "$base" "$issn"
fi
if install java "$here/java/pom.xml"; then
  rows_of java java -cp "$ready/lib/*" "$here/java/Check.java" "$base" "$token" "$issn"
  triples=$(curl -sf "$base/data/ISSN/$issn.nt" | sort -u | wc -l)
  for suffix in ttl jsonld nq trig rdf; do
    got=$(timeout 60 java -cp "$ready/lib/*" riotcmd.riot --count "$base/data/ISSN/$issn.$suffix" 2>&1 | tail -n 1)
    number=$(grep -oE '(Triples|Quads) = [0-9,]+' <<<"$got" | tr -dc '0-9')
    printf 'Jena\triot --count .%s\t%s\t%s\n' "$suffix" "$triples" "${number:-$got}" >>"$rows"
  done
fi

table() {
  echo '| client | operation | wanted | got | ok |'
  echo '| --- | --- | --- | --- | --- |'
  awk -F '\t' '{ ok = tolower($3) == tolower($4) ? "yes" : "NO"; print "| " $1 " | " $2 " | " $3 " | " $4 " | " ok " |" }' "$rows"
}
table
[ -z "$out" ] || table >"$out"
total=$(wc -l <"$rows")
red=$(awk -F '\t' 'tolower($3) != tolower($4)' "$rows" | wc -l)
echo "$total rows, $red red"
[ "$red" -eq 0 ]
