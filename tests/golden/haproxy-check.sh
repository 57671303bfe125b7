#!/usr/bin/env bash
# Checks every HAProxy text of the golden tests with the real `haproxy -c`, of this machine's release of Debian and of
# the newest, and runs the former with one of them. Usage: haproxy-check.sh GOLDEN-TEST-BINARY DEMO-BINARY
#
# Paths of secrets are replaced by files of this machine; every test runs in a private network. Warnings are failures
# too, except those about names that DNS does not resolve here.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
demo=${2:?the demo application, such as build/ci/deploy/demo/demo}
. "$here/check.sh"

accepted() {
  adapted_haproxy "$1" >"$work/haproxy.cfg"
  own_network sh -c 'ip link set lo up && exec "$@"' sh "$root/run-haproxy" -c -f "$work/haproxy.cfg" >"$work/said" 2>&1 &&
    ! grep -E 'WARNING|ALERT' "$work/said" | grep -qv 'could not resolve address'
}

check_all() {
  root=$1
  count cfg "HAProxy $("$root/run-haproxy" -v | sed -n '1s/.*version \([0-9.]*\).*/\1/p')"
}

make_secret
render "$golden"
own=$("$here/../support/proxy-root.sh" haproxy)
newest=$("$here/../support/proxy-root.sh" haproxy sid)
check_all "$own"
check_all "$newest"
for root in "$own" "$newest"; do
  if counted=$(own_network bash "$here/haproxy-traffic.sh" "$root/run-haproxy" "$work/texts/haproxy-traffic.cfg" "$demo"); then :; fi
  echo "$counted"
  read -r p _ f _ <<<"$(tail -n 1 <<<"$counted")"
  passed=$((passed + p)) failed=$((failed + f))
done
verdict
