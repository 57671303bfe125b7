#!/usr/bin/env bash
# Runs the conformance suite with nginx and HAProxy, of this machine's release of Debian and of the newest one.
#
#   tests/http/run.sh BUILD-DIR [--only PROGRAM] [--case TEXT] [--generated N]
#
# PROGRAM is the beginning of a name such as nginx-1.22.1 or haproxy; TEXT is a part of the names of the cases to run. N
# requests (default: 10000, none with --case) are generated; SIGNALBOX_SEED replays those of another seed. Each proxy
# runs in a private network. Ends with `N passed, N failed`.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/golden/check.sh
. "$here/../golden/check.sh"

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'; }

only='' generated='' options=()
build=$(cd -- "${1:?$(usage)}" && pwd)
shift
while (($#)); do
  case $1 in
    --only) only=$2 ;;
    --case) options+=(--case "$2") generated=${generated:-0} ;;
    --generated) generated=$2 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done
options+=(--generated "${generated:-10000}")
suite=$build/tests/http/http_conformance

# prepare KIND: a folder for each scene, with the proxy's configuration
prepare() {
  local scene text top=$work work
  for scene in "$here"/routes/*.txt; do
    work=$top/$program/${scene##*/}
    mkdir -p "$work"
    cp "$top/secret" "$work/secret"
    text=$work/rendered
    "$suite" render "$1" "$version" "$scene" >"$text" || { echo "$scene is not rendered for $program" && return 1; }
    "adapted_$1" "$text" >"$work/proxy.conf"
  done
}

# check KIND: adds to the counts
check() {
  local log=$work/$program.log p f
  [[ $program == "$only"* ]] || return 0
  prepare "$1"
  own_network bash "$here/serve.sh" "$root/run-$1" "$work/$program" "$suite" check "$program" "${options[@]}" | tee "$log" | sed '$d' || true
  read -r p _ f _ <<<"$(tail -n 1 "$log")"
  [[ $p =~ ^[0-9]+$ && $f =~ ^[0-9]+$ ]] || p=0 f=1
  passed=$((passed + p)) failed=$((failed + f))
}

chmod 711 "$work" # workers of nginx have another account
make_secret
for suite_of_debian in '' sid; do
  root=$("$here/../support/proxy-root.sh" nginx $suite_of_debian)
  version=$("$root/run-nginx" -v 2>&1 | sed 's#.*/##; s# .*##') program=nginx-$version
  check nginx
  root=$("$here/../support/proxy-root.sh" haproxy $suite_of_debian)
  version=$("$root/run-haproxy" -v | sed -nE '1s/.*version ([0-9]+\.[0-9]+(\.[0-9]+)?).*/\1/p') program=haproxy-$version
  check haproxy
done
verdict
