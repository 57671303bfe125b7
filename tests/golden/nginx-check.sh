#!/usr/bin/env bash
# Gives every text that the golden tests render to the real `nginx -t`. Usage: nginx-check.sh GOLDEN-TEST-BINARY
#
# It is never started. What a text says about paths and accounts of the proxy's image is bent to this machine; every
# test runs in a network of its own. tests/support/nginx-root.sh says which nginx it is.
set -euo pipefail

golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
root=$("$(dirname -- "${BASH_SOURCE[0]}")/../support/nginx-root.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Without CAP_NET_ADMIN a network of one's own takes a user namespace.
own_network() {
  if [ "$(id -u)" = 0 ]; then unshare -n "$@"; else unshare -rn "$@"; fi
}

bent() {
  sed -E -e "s#^user .*#user nobody nogroup;#" \
    -e "s#^pid .*#pid $work/pid;#" \
    -e "s#/etc/nginx/mime.types#$root/etc/nginx/mime.types#" \
    -e "s#(access_log|error_log) /[^ ;]*#\1 $work/log#" \
    -e "s#^http \{#http { $(for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s; ' "$kind" "$work/temp"; done)#" "$1"
}

# A warning is a failure too: nginx warns of tables that it had to build worse than it was told.
accepted() {
  bent "$1" >"$work/nginx.conf"
  LD_LIBRARY_PATH=$(echo "$root"/usr/lib/*-linux-gnu) own_network \
    "$root/usr/sbin/nginx" -t -q -p "$work" -c "$work/nginx.conf" >"$work/said" 2>&1 && [ ! -s "$work/said" ]
}

mkdir "$work/texts"
SIGNALBOX_GOLDEN_DUMP=$work/texts "$golden" >"$work/tests" 2>&1 || { tail -n 30 "$work/tests" && exit 1; }

passed=0 failed=0
for text in "$work"/texts/*.conf; do
  [ -e "$text" ] || continue
  if accepted "$text"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $(basename "$text" .conf):" && sed 's/^/  /' "$work/said"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
