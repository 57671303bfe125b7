#!/usr/bin/env bash
# Prints a folder with Debian's nginx or HAProxy (usr/sbin/nginx, etc/nginx/mime.types, and `run-nginx`, which starts it
# with its own libraries; `run-haproxy` likewise). Usage: proxy-root.sh nginx|haproxy [SUITE]
#
# The packages are downloaded and unpacked into a cache, never installed. Default of SUITE: this machine's release;
# SIGNALBOX_NGINX_ROOT and SIGNALBOX_HAPROXY_ROOT name another folder. The folder of another suite includes its C
# library. Suite `experimental` is one with libraries of sid.
set -euo pipefail

program=${1:?nginx or haproxy} suite=${2:-}
given=SIGNALBOX_${program^^}_ROOT
cache=${SIGNALBOX_CACHE:-/var/cache/signalbox}/$program-${suite:-own}
root=${!given:-$cache/root}
case $program in
  nginx) packages=(nginx nginx-common libnginx-mod-stream libpcre2-8-0) own=() newer=() ;;
  haproxy)
    packages=(haproxy libpcre2-8-0)
    own=(liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 libsystemd0)
    newer=(libjemalloc2 liblua5.4-0 libopentracing-c-wrapper0t64 libopentracing1 libgcc-s1 libstdc++6) ;;
  *) echo "no such program: $program" >&2 && exit 1 ;;
esac
[ "$suite" != experimental ] || packages[0]+=/experimental

# Lists and packages of the other suite are in separate folders, so that this machine's apt does not use them.
use_suite() {
  packages+=(libc6 libcrypt1 libssl3t64 zlib1g libzstd1 "${newer[@]}")
  mkdir -p "$cache"/apt/lists/partial "$cache"/apt/archives/partial
  local archive='deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian'
  echo "$archive $suite main" >"$cache/apt/sources.list"
  [ "$suite" != experimental ] || echo "$archive sid main" >>"$cache/apt/sources.list"
  printf '%s\n' "Dir::Etc::sourcelist \"$cache/apt/sources.list\";" 'Dir::Etc::sourceparts "-";' \
    "Dir::State::lists \"$cache/apt/lists\";" "Dir::Cache \"$cache/apt\";" >"$cache/apt/apt.conf"
  export APT_CONFIG=$cache/apt/apt.conf
  apt-get -qq -o APT::Sandbox::User=root update
}

download() {
  rm -rf "$cache/new" "$cache"/*.deb
  if [ -n "$suite" ]; then use_suite; else packages+=("${own[@]}"); fi
  (
    cd "$cache"
    apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}"
    for package in ./*.deb; do dpkg-deb -x "$package" new; done
  )
  write_starter "$cache/new"
  mv "$cache/new" "$root"
}

# A program of one suite does not start with the loader of another. The loader's file and its --argv0 have the effect
# that the process has the program's name, and that HAProxy's master starts itself again with the loader.
write_starter() {
  local loader='' options=''
  if [ -n "$suite" ]; then
    mkdir -p "$1/loader"
    cp "$(find "$1/usr/lib" -name 'ld-linux*.so.?' | head -n 1)" "$1/loader/$program"
    loader="\"\$root/loader/$program\"" options="--argv0 \"\$0\" --library-path \"\$libraries\""
  fi
  cat >"$1/starter" <<END
#!/bin/sh
root=\${0%/*}
libraries=\$(echo "\$root"/usr/lib/*-linux-gnu)
[ -n '$suite' ] || export LD_LIBRARY_PATH="\$libraries"
exec $loader $options "\$root/usr/sbin/$program" "\$@"
END
  chmod +x "$1/starter"
  mv "$1/starter" "$1/run-$program"
}

# A cache of an earlier version has another starter.
has_starter() { [ -n "${!given:-}" ] || [ -z "$suite" ] || [ -x "$root/loader/$program" ]; }

if [ ! -x "$root/usr/sbin/$program" ] || ! has_starter; then
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [ -x "$root/usr/sbin/$program" ] || download >&2 ||
    { echo "reading the package lists first" >&2 && apt-get -qq update >&2 && download >&2; } ||
    { echo "$program could not be downloaded: is the package archive reachable?" >&2 && exit 1; }
  has_starter || write_starter "$root"
fi
echo "$root"
