#!/usr/bin/env bash
# Checks every nginx text of the golden tests with the real `nginx -t`, of this machine's release of Debian and of the
# newest. Usage: nginx-check.sh GOLDEN-TEST-BINARY
#
# The texts are not run. Paths and accounts of the proxy's image are replaced by those of this machine; every test runs
# in a private network. tests/support/proxy-root.sh provides the programs.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
. "$here/check.sh"

bent() {
  sed -E -e "s#^user .*#user nobody nogroup;#" \
    -e "s#^pid .*#pid $work/pid;#" \
    -e "s#^include /etc/nginx/modules-enabled/.*#load_module $root/usr/lib/nginx/modules/ngx_stream_module.so;#" \
    -e "s#/etc/nginx/mime.types#$root/etc/nginx/mime.types#" \
    -e "s#/run/secrets/[A-Za-z0-9._-]+#$work/secret#" \
    -e "s#(access_log|error_log) /[^ ;]*#\1 $work/log#" \
    "${newer[@]}" \
    -e "s#^http \{#http { $(for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s; ' "$kind" "$work/temp"; done)#" "$1"
}

# `#@1.27.4 directive;` is a directive for this version and later ones; the agent removes the mark.
find_newer() {
  local since
  newer=(-e '')
  while read -r since; do
    if [ "$(printf '%s\n' "$since" "$version" | sort -V | head -n 1)" = "$since" ]; then newer+=(-e "s/^( *)#@$since /\1/"); fi
  done < <(sed -nE 's/^ *#@([0-9.]+) .*/\1/p' "$1" | sort -u)
}

# Warnings are failures too: nginx warns if it cannot build a hash table with the configured sizes.
accepted() {
  find_newer "$1"
  bent "$1" >"$work/nginx.conf"
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
