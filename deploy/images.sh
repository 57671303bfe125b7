#!/usr/bin/env bash
# Builds the images without a registry, from this checkout's programs and this machine's packages.
#
#   deploy/images.sh                    into the engine that DOCKER_HOST names
#   deploy/images.sh --save DIR         into DIR/NAME.tar, for `docker load`; needs no engine
#     --only signalbox,demo,proxy       some of them, or haproxy; signalbox adds signalbox-extension-nginx and -haproxy
#     --proxy-suite SUITE               nginx or HAProxy of another suite of Debian, such as forky
#     --build-dir DIR                   build directory; an existing one is used unchanged
set -euo pipefail
umask 022

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$here")
# shellcheck source=deploy/images/archive.sh
. "$here/images/archive.sh"
# shellcheck source=deploy/images/stage.sh
. "$here/images/stage.sh"

save='' only=signalbox,demo,proxy build_dir='' proxy_suite=''

say() { printf 'images: %s\n' "$*"; }
die() { printf 'images: %s\n' "$*" >&2; exit 1; }

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while (($#)); do
    case $1 in
      --save|--only|--build-dir|--proxy-suite) [[ -n ${2:-} ]] || die "$1 wants a value, see --help" ;;&
      --save)      save=$2; shift 2 ;;
      --only)      only=$2; shift 2 ;;
      --build-dir) build_dir=$2; shift 2 ;;
      --proxy-suite) proxy_suite=$2; shift 2 ;;
      -h|--help)   usage; exit ;;
      *)           die "no such option: $1, see --help" ;;
    esac
  done
  local name
  for name in ${only//,/ }; do
    [[ $name =~ ^(signalbox|demo|proxy|haproxy)$ ]] || die "no such image: $name (there are signalbox, demo, proxy and haproxy)"
  done
}

wants() { [[ ,$only, == *,$1,* ]]; }

check_engine() {
  command -v docker >/dev/null || die "there is no docker here; --save DIR needs none"
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ||
    die "no engine answers at ${DOCKER_HOST:-unix:///var/run/docker.sock}; --save DIR needs none"
}

# The demo alone is built from its own folder, which does not need core's libraries.
build_programs() {
  local targets=() source=$top
  if wants signalbox; then targets+=(signalbox); else source=$here/demo; fi
  if wants demo; then targets+=(signalbox-demo); fi
  if [[ ${#targets[@]} == 0 ]]; then return; fi
  "$here/packages.sh" build
  build_dir=${build_dir:-$top/build/images$([[ $source == "$top" ]] || echo -demo)}
  mkdir -p "$build_dir"
  exec 8>"$build_dir/images.lock"
  flock 8
  compile "$source" "${targets[@]}"
}

compile() {
  local source=$1 log=$build_dir/images.log
  shift
  say "compiling $* (log: $log)"
  if [[ ! -e $build_dir/build.ninja ]]; then
    local how=(--preset images)
    if [[ $source != "$top" ]]; then
      how=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" -DCMAKE_UNITY_BUILD=ON
        -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    cmake -S "$source" -B "$build_dir" "${how[@]}" >"$log" 2>&1 || explain "$log" "cmake failed"
  fi
  cmake --build "$build_dir" --target "$@" -- -j"$(nproc)" >"$log" 2>&1 || explain "$log" "the build failed"
}

explain() {
  tail -n 30 "$1" >&2
  die "$2, see above and $1"
}

# CMakeLists.txt files determine the location of a target's program.
find_programs() {
  local name found
  programs=$work/programs
  mkdir "$programs"
  for name in signalbox signalbox-demo; do
    found=$(find "$build_dir" -type f -name "$name" -perm -u+x -print -quit)
    if [[ -n $found ]]; then ln -s "$(realpath "$found")" "$programs/$name"; fi
  done
}

make_image() {
  local short=$1 name=signalbox-$1 root=$work/$1 container='' more=() file ids began=$EPOCHREALTIME
  if [[ $short == signalbox ]]; then name=signalbox; fi
  mkdir "$root"
  "stage_$short"
  file=${save:-$work}/$name.tar
  mapfile -t ids < <(write_archive "$file" "$root" "$name:latest" "$container" "${more[@]}")
  if [[ -z $save ]]; then load "$name:latest" "${ids[0]}" "$file"; fi
  say "$name:latest is ${ids[0]:7:12}, $(du -m "$file" | cut -f1) MB, $(((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}) / 1000)) ms"
}

load() {
  if [[ $(docker image inspect --format '{{.Id}}' "$1" 2>/dev/null) == "$2" ]]; then return; fi
  docker load --quiet --input "$3" >/dev/null
}

main() {
  read_options "$@"
  if [[ -z $save ]]; then check_engine; fi
  "$here/packages.sh" images
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if [[ -n $save ]]; then mkdir -p "$save"; fi
  version=$(sed -nE 's/^project\(signalbox VERSION ([0-9.]+).*/\1/p' "$top/CMakeLists.txt")
  build_programs
  if [[ -n $build_dir ]]; then find_programs; fi
  local short
  for short in signalbox demo proxy haproxy; do
    if wants "$short"; then make_image "$short"; fi
  done
}

main "$@" </dev/null
