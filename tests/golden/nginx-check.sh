#!/usr/bin/env bash
# Gives every text that the golden tests render to the real `nginx -t`, of this machine's release of Debian and of the
# newest. Usage: nginx-check.sh GOLDEN-TEST-BINARY
#
# They are never started. What a text says about paths and accounts of the proxy's image is bent to this machine; every
# test runs in a network of its own. tests/support/nginx-root.sh says where they come from.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# Without CAP_NET_ADMIN a network of one's own takes a user namespace.
own_network() {
  if [ "$(id -u)" = 0 ]; then unshare -n "$@"; else unshare -rn "$@"; fi
}

# One file stands for every certificate, key, list of passwords, and for the parameters of a key exchange.
make_secret() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=golden \
    -keyout "$work/key" -out "$work/certificate" 2>/dev/null
  openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$work/parameters" 2>/dev/null
  cat "$work/certificate" "$work/key" "$work/parameters" >"$work/secret"
}

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

# `#@1.27.4 directive;` is a directive where the agent finds that version or a later one.
find_newer() {
  local since
  newer=(-e '')
  while read -r since; do
    if [ "$(printf '%s\n' "$since" "$version" | sort -V | head -n 1)" = "$since" ]; then newer+=(-e "s/^( *)#@$since /\1/"); fi
  done < <(sed -nE 's/^ *#@([0-9.]+) .*/\1/p' "$1" | sort -u)
}

# A warning is a failure too: nginx warns of tables that it had to build worse than it was told.
accepted() {
  find_newer "$1"
  bent "$1" >"$work/nginx.conf"
  own_network "$root/run-nginx" -t -q -p "$work" -c "$work/nginx.conf" >"$work/said" 2>&1 && [ ! -s "$work/said" ]
}

check_all() {
  local text
  root=$1 version=$("$1/run-nginx" -v 2>&1 | sed 's#.*/##; s# .*##')
  rm -rf "$work/texts"
  mkdir "$work/texts"
  SIGNALBOX_GOLDEN_VERSION=$version SIGNALBOX_GOLDEN_DUMP=$work/texts "$golden" >"$work/tests" 2>&1 ||
    { tail -n 30 "$work/tests" && exit 1; }
  for text in "$work"/texts/*.conf; do
    [ -e "$text" ] || continue
    if accepted "$text"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "FAILED $(basename "$text" .conf) with nginx $version:" && sed 's/^/  /' "$work/said"
    fi
  done
  echo "nginx $version has read them all"
}

make_secret
own=$("$here/../support/nginx-root.sh")
newest=$("$here/../support/nginx-root.sh" sid)
check_all "$own"
check_all "$newest"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
