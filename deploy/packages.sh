#!/usr/bin/env bash
# Installs Debian packages; no other file names them.
#
#   deploy/packages.sh [build|images|engine|test|all]…   installs what is missing, and nothing else
#   deploy/packages.sh proxy-files DIR [SUITE]           unpacks nginx and busybox into DIR; installs nothing.
#                                                        Of another suite of Debian (forky): with all libraries.
#   deploy/packages.sh haproxy-files DIR [SUITE]         the same with HAProxy, always with all libraries
#
# Services of installed packages are not started, and no installed package is removed.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

# Each entry is a package: `a|b` is the first that the distribution has, `a:command` is not needed if the command exists
# (an engine that was installed in another way stays as it is).
build=(g++ cmake ninja-build ccache pkg-config libcaf-dev 'libboost1.81-dev|libboost-dev'
       nlohmann-json3-dev libtomlplusplus-dev libspdlog-dev prometheus-cpp-dev catch2 libcli11-dev libssl-dev libidn2-dev zlib1g-dev
       libjsonnet-dev libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc)
engine=(docker.io:dockerd 'docker-cli|docker.io:docker' iptables:iptables iproute2:ip curl:curl)
images=(jq:jq binutils:strip)
test=(libnghttp2-dev curl:curl jq:jq prometheus:promtool shellcheck:shellcheck clang-format:clang-format openssl:openssl busybox:busybox socat:socat python3 clang libclang-rt-dev)
proxy=(nginx nginx-common libnginx-mod-stream busybox)
haproxy=(haproxy busybox socat)

oldest_boost=1.81
cache=${SIGNALBOX_CACHE:-$([[ $EUID == 0 ]] && echo /var/cache/signalbox || echo "${XDG_CACHE_HOME:-$HOME/.cache}/signalbox")}

say() { printf 'packages: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
  if [[ $EUID == 0 ]]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "needs root: run it as root, or install sudo"
  fi
}

# Prints the command's output only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || { printf '%s\n' "$output" | tail -n 40 >&2; return 1; }
}

declare -A installed=()
read_installed() {
  local state name version
  while read -r state name version; do
    if [[ $state == ii ]]; then installed[$name]=$version; fi
  done < <(dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\n')
}

# Debian 12 has a libboost-dev that is too old, and a newer version under another name.
is_installed() {
  local version=${installed[$1]:-}
  [[ -n $version ]] || return 1
  [[ $1 != libboost-dev ]] || dpkg --compare-versions "$version" ge "$oldest_boost"
}

is_available() { [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]; }

is_provided() {
  local row=$1 name
  if [[ $row == *:* ]] && command -v "${row#*:}" >/dev/null; then return; fi
  row=${row%%:*}
  for name in ${row//|/ }; do
    if is_installed "$name"; then return; fi
  done
  return 1
}

choose() {
  local row=${1%%:*} name
  for name in ${row//|/ }; do
    if is_available "$name"; then printf '%s\n' "$name"; return; fi
  done
  die "none of these packages exists in this distribution: ${row//|/, }"
}

# Another apt may hold the lock on the lists; apt itself does not wait for it.
refresh() {
  local try
  for try in 1 2 3 4 5 6; do
    if [[ $try == 6 ]]; then quietly as_root apt-get -q update || die "apt-get update failed"
    elif as_root apt-get -q update >/dev/null 2>&1 </dev/null; then return
    else sleep 5
    fi
  done
}

# Exit status 101 denies every start of a service while packages are set up.
guard=/usr/sbin/policy-rc.d
forbid_starts() {
  if [[ -e $guard ]]; then return; fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
  as_root chmod 755 "$guard"
  trap 'as_root rm -f "$guard"' EXIT
}

install_packages() {
  say "installing $*"
  forbid_starts
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-remove --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install "$@" ||
    die "apt-get install failed, see above"
}

provide() {
  local row name missing=() wanted=()
  read_installed
  for row in "$@"; do
    if ! is_provided "$row"; then missing+=("$row"); fi
  done
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  refresh
  for row in "${missing[@]}"; do
    name=$(choose "$row")
    [[ " ${wanted[*]-} " == *" $name "* ]] || wanted+=("$name")
  done
  install_packages "${wanted[@]}"
}

provide_groups() {
  local group rows=()
  for group in "$@"; do
    case $group in
      build)  rows+=("${build[@]}") ;;
      images) rows+=("${images[@]}") ;;
      engine) rows+=("${engine[@]}") ;;
      test)   rows+=("${test[@]}") ;;
      all)    rows+=("${build[@]}" "${images[@]}" "${engine[@]}" "${test[@]}") ;;
      *)      die "no such group: $group (there are build, images, engine, test and all)" ;;
    esac
  done
  provide "${rows[@]}"
}

# apt-get prints the current files, except those in its working directory, hence the subshell in /.
# The lists are updated if they are missing, or so old that the server has removed their packages.
fetch_proxy_packages() {
  local file files=()
  mkdir -p "$cache/packages"
  while read -r _ file _; do
    files+=("$cache/packages/$file")
    if [[ ! -s $cache/packages/$file ]]; then
      (cd "$cache/packages" && rm -f "${file%%_*}"_*.deb &&
        quietly apt-get -qq -o APT::Sandbox::User=root download "${file%%_*}") || return 1
    fi
  done < <(cd / && apt-get download --print-uris "${proxy[@]}" 2>/dev/null)
  [[ ${#files[@]} != 0 ]] && printf '%s\n' "${files[@]}"
}

# With separate package lists and an empty status file, so that apt-get includes the libraries.
fetch_suite() {
  local suite=$1 own=$cache/suite-$1
  [[ ${proxy[0]} == nginx ]] || own+=-${proxy[0]} # everything in the folder is unpacked
  mkdir -p "$own/lists/partial" "$own/archives/partial"
  : >"$own/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" \
    >"$own/sources.list"
  local options=(-qq -o "Dir::Etc::SourceList=$own/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$own/lists" -o "Dir::State::Status=$own/status" -o "Dir::Cache=$own"
    -o APT::Sandbox::User=root -o APT::Install-Recommends=0)
  quietly apt-get "${options[@]}" update && quietly apt-get "${options[@]}" -y --download-only install "${proxy[@]}" &&
    ls "$own"/archives/*.deb
}

# --keep-directory-symlink: DIR may have the merged /usr (lib -> usr/lib).
unpack_proxy_files() {
  local into=$1 suite=${2:-} file files
  if [[ -n $suite ]]; then
    files=$(fetch_suite "$suite") || die "cannot download ${proxy[*]} of $suite"
  elif ! files=$(fetch_proxy_packages); then
    refresh
    files=$(fetch_proxy_packages) || die "cannot download ${proxy[*]}"
  fi
  mkdir -p "$into"
  while read -r file; do
    dpkg-deb --fsys-tarfile "$file" | tar -x --keep-directory-symlink --no-same-owner -C "$into"
  done <<<"$files"
}

main() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    die "this distribution has no apt-get: Debian 12 or later, or Ubuntu 24.04, is needed"
  fi
  if [[ ${1:-} == proxy-files ]]; then
    [[ -n ${2:-} ]] || die "usage: $0 proxy-files DIR"
    unpack_proxy_files "$2" "${3:-}"
  elif [[ ${1:-} == haproxy-files ]]; then
    [[ -n ${2:-} ]] || die "usage: $0 haproxy-files DIR [SUITE]"
    proxy=("${haproxy[@]}")
    unpack_proxy_files "$2" "${3:-$(. /etc/os-release && echo "$VERSION_CODENAME")}"
  else
    provide_groups "${@:-all}"
  fi
}

main "$@"
