#!/usr/bin/env bash
# install.sh DIR: puts the engines that issn-ld is measured beside below DIR. Needs root for Debian's
# packages, if they are not there yet; python3 with venv, Maven and a Java of at least 17.
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir"

missing=()
command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource-7)
command -v serdi >/dev/null || missing+=(serdi)
command -v rapper >/dev/null || missing+=(raptor2-utils)
command -v wrk >/dev/null || missing+=(wrk)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

cp "$here/oxigraph.py" "$dir/"
if [ ! -x "$dir/python/bin/python" ]; then
  python3 -m venv "$dir/python"
  "$dir/python/bin/pip" install -q pyoxigraph==0.5.13
fi

if [ ! -d "$dir/jena" ]; then
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/jena.new"
  mv "$dir/jena.new" "$dir/jena"
fi
