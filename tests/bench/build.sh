#!/usr/bin/env bash
# Measures the cost of a build, of another revision and of this working tree in one run, as a Markdown table:
#
#   gate         everything in the preset `ci`, as the gate's stage `build` compiles it
#   quickstart   the part that deploy/images.sh compiles for deploy/quickstart.sh
#   incremental  after the gate's build: everything that depends on one touched file of the actors' logic
#
#   tests/bench/build.sh [--only gate,quickstart,incremental] [--jobs 2] [--touch FILE] [REVISION]
#
# The default of REVISION is 93d45aa. ccache is not used. CPU seconds are user and system time of all processes of the
# build, without the configuration. Builds are in a temporary folder, which is removed.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
only=gate,quickstart,incremental jobs=2 touch='' base=''

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

while (( $# )); do
  case $1 in
    --only) only=$2; shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    --touch) touch=$2; shift 2 ;;
    -h|--help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) base=$1; shift ;;
  esac
done
base=${base:-93d45aa}

work=$(mktemp -d)
child=''
clean_up() {
  if [[ -n $child ]]; then kill -TERM -- "-$child" 2>/dev/null || true; wait "$child" || true; fi
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

wants() { [[ ,$only, == *,$1,* ]]; }

# Both trees: the revision, and the working tree with files that are not committed.
unpack() {
  mkdir "$work/base" "$work/now"
  git -C "$top" archive "$base" | tar -x -C "$work/base" || die "there is no revision $base"
  cd -- "$top"
  git ls-files --cached --others --exclude-standard | while IFS= read -r file; do
    if [[ -e $file ]]; then printf '%s\n' "$file"; fi
  done | tar -c --files-from=- | tar -x -C "$work/now"
}

# configure TREE FOLDER OPTIONS…
configure() {
  cmake -S "$work/$1" -B "$work/$1/build/$2" -DCCACHE=OFF "${@:3}" >"$work/log" 2>&1 || fail "cmake failed"
}

fail() {
  tail -n 30 "$work/log" >&2
  die "$1"
}

# build TREE FOLDER TARGETS…: sets wall, cpu and steps
declare -A wall=() cpu=() steps=()
build() {
  local TIMEFORMAT='%R %U %S' real user system
  set -m
  { time cmake --build "$work/$1/build/$2" --parallel "$jobs" ${3:+--target "${@:3}"} >"$work/log" 2>&1; } 2>"$work/time" &
  child=$!
  set +m
  wait "$child" || fail "the build failed"
  child=''
  read -r real user system <"$work/time"
  wall[$what $1]=$real
  cpu[$what $1]=$(awk -v u="$user" -v s="$system" 'BEGIN { print u + s }')
  steps[$what $1]=$(sed -nE 's,^\[[0-9]+/([0-9]+)\] .*,\1,p' "$work/log" | tail -n 1)
}

gate() {
  configure "$1" ci --preset ci
  build "$1" ci
}

# Trees with the preset `images` compile with it; earlier versions of deploy/images.sh set the options themselves.
quickstart() {
  local how=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DSIGNALBOX_TESTS=OFF)
  if grep -q '"name": "images"' "$work/$1/CMakePresets.json"; then how=(--preset images); fi
  configure "$1" images "${how[@]}"
  build "$1" images signalbox signalbox-demo
}

# The largest file.
logic_file() {
  local file=$work/$1/$touch
  if [[ -z $touch ]]; then file=$(find "$work/$1/actors" -name '*_logic.cpp' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2); fi
  [[ -f $file ]] || die "there is no file $touch in $1"
  printf '%s\n' "$file"
}

# Without a previous gate build, builds once more without counting it.
incremental() {
  local file
  file=$(logic_file "$1")
  [[ -d $work/$1/build/ci ]] || gate "$1"
  touch "$file"
  build "$1" ci
}

print_table() {
  local what
  echo "| build | steps | CPU | wall time | steps | CPU | wall time | ratio of CPU |"
  echo "|---|---|---|---|---|---|---|---|"
  for what in gate quickstart incremental; do
    if wants "$what"; then
      awk -v what="$what" -v sa="${steps[$what base]}" -v ca="${cpu[$what base]}" -v wa="${wall[$what base]}" \
        -v sb="${steps[$what now]}" -v cb="${cpu[$what now]}" -v wb="${wall[$what now]}" 'BEGIN {
          printf "| %s | %d | %.1f s | %.1f s | %d | %.1f s | %.1f s | %.2f |\n", what, sa, ca, wa, sb, cb, wb, cb / ca }'
    fi
  done
}

main() {
  local what tree
  unpack
  for what in gate incremental quickstart; do
    if wants "$what"; then
      for tree in base now; do
        printf 'build.sh: %s of %s\n' "$what" "$tree" >&2
        "$what" "$tree"
      done
    fi
  done
  printf '%s jobs, %s; %s on the left, this tree (%s) on the right:\n\n' "$jobs" "$(c++ --version | head -n 1)" "$base" \
    "$(git -C "$top" describe --always --dirty)"
  print_table
}

main
