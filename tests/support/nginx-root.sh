#!/usr/bin/env bash
# Prints a folder with Debian's nginx in it (usr/sbin/nginx, etc/nginx/mime.types). It is downloaded and unpacked into a
# cache, never installed. SIGNALBOX_NGINX_ROOT names another one.
set -euo pipefail

cache=${SIGNALBOX_CACHE:-/var/cache/signalbox}/nginx-golden
root=${SIGNALBOX_NGINX_ROOT:-$cache/root}

download() {
  rm -rf "$cache/new" "$cache"/*.deb
  (
    cd "$cache"
    apt-get -qq -o APT::Sandbox::User=root download nginx nginx-common libpcre2-8-0
    for package in ./*.deb; do dpkg-deb -x "$package" new; done
  )
  mv "$cache/new" "$root"
}

if [ ! -x "$root/usr/sbin/nginx" ]; then
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [ -x "$root/usr/sbin/nginx" ] || download >&2 ||
    { echo "reading the package lists first" >&2 && apt-get -qq update >&2 && download >&2; } ||
    { echo "nginx could not be downloaded: is the package archive reachable?" >&2 && exit 1; }
fi
echo "$root"
