#!/usr/bin/env bash
# Gives every text that the golden tests render to the real `nginx -t`. Usage: nginx-check.sh GOLDEN-TEST-BINARY
#
# Debian's nginx is downloaded and unpacked into a cache, never installed and never started. What a text says about
# paths and accounts of the proxy's image is bent to this machine; every test runs in a network of its own.
# SIGNALBOX_NGINX_ROOT names a folder with another nginx in it (usr/sbin/nginx, etc/nginx/mime.types).
set -euo pipefail

golden=${1:?the binary of the golden tests, such as build/ci/tests/golden/golden}
cache=${SIGNALBOX_CACHE:-/var/cache/signalbox}/nginx-golden
root=${SIGNALBOX_NGINX_ROOT:-$cache/root}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

download() {
  mkdir -p "$cache"
  rm -rf "$cache/new" "$cache"/*.deb
  (
    cd "$cache"
    apt-get -qq -o APT::Sandbox::User=root download nginx nginx-common libpcre2-8-0
    for package in ./*.deb; do dpkg-deb -x "$package" new; done
  )
  mv "$cache/new" "$root"
}

unpack_nginx() {
  [ -x "$root/usr/sbin/nginx" ] && return
  download || { echo "reading the package lists first" && apt-get -qq update && download; } ||
    { echo "nginx could not be downloaded: is the package archive reachable?" >&2 && exit 1; }
}

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

unpack_nginx
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
