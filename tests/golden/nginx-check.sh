#!/usr/bin/env bash
# Checks every nginx text of the golden tests with the real `nginx -t`, of this machine's release of Debian and of the
# newest. Usage: nginx-check.sh GOLDEN-TEST-BINARY
#
# The texts are not run; every test runs in a private network. tests/support/proxy-root.sh provides the programs.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
. "$here/check.sh"

# Warnings are failures too: nginx warns if it cannot build a hash table with the configured sizes.
accepted() {
  adapted_nginx "$1" >"$work/nginx.conf"
  own_network "$root/run-nginx" -t -q -p "$work" -c "$work/nginx.conf" >"$work/said" 2>&1 && [ ! -s "$work/said" ]
}

check_all() {
  root=$1 version=$("$1/run-nginx" -v 2>&1 | sed 's#.*/##; s# .*##')
  SIGNALBOX_GOLDEN_VERSION=$version render "$golden"
  count conf "nginx $version"
}

make_secret
own=$("$here/../support/proxy-root.sh" nginx)
newest=$("$here/../support/proxy-root.sh" nginx sid)
check_all "$own"
check_all "$newest"
verdict
