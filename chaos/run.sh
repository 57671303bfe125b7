#!/usr/bin/env bash
# Runs the real actor tree in a simulated Swarm with faults, many times.
#
#   chaos/run.sh [--seed N] [--plan NAME]… [--runs K] [--for TIME] [--jobs N] [--build-dir DIR] [--trace]
#
#   --seed N         seed of the first run of each plan, each further run adds one; default: random
#   --plan NAME      a plan of chaos/plans; may be repeated; default: all plans
#   --runs K         runs of each plan; default: 10
#   --for TIME       instead of --runs: runs plans for this time (90s, 30m, 2h)
#   --jobs N         parallel processes; default: the number of cores
#   --build-dir DIR  folder with chaos-sim; default: build/ci or build/dev
#   --trace          print every line of every run
#
# Prints the seed first. A run that breaks an invariant ends all others; its minimized schedule and trace are printed.
# The last line is `N passed, M failed`; the exit code is 1 if a run failed.
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname -- "$here")
seed='' plans=() runs=10 seconds=0 jobs=$(nproc) build='' trace=() workers=() work=''

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '/^set/d'; }
die() { echo "chaos: $*" >&2; exit 2; }

is_number() { [[ $1 =~ ^[0-9]+$ ]]; }

seconds_of() {
  [[ $1 =~ ^([0-9]+)([smh]?)$ ]] || die "--for takes a time such as 90s, 30m or 2h"
  case ${BASH_REMATCH[2]} in
    m) echo $(( BASH_REMATCH[1] * 60 )) ;;
    h) echo $(( BASH_REMATCH[1] * 3600 )) ;;
    *) echo "${BASH_REMATCH[1]}" ;;
  esac
}

read_options() {
  while (( $# )); do
    case $1 in
      --trace) trace=(--trace) ;;
      --seed|--plan|--runs|--for|--jobs|--build-dir)
        [[ -n ${2-} ]] || die "$1 needs a value"
        case $1 in
          --seed) seed=$2 ;;
          --plan) plans+=("$2") ;;
          --runs) runs=$2 ;;
          --for) seconds=$(seconds_of "$2") ;;
          --jobs) jobs=$2 ;;
          --build-dir) build=$2 ;;
        esac
        shift ;;
      -h|--help) usage; exit ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  seed=${seed:-$(( RANDOM * 32768 + RANDOM ))}
  if ! is_number "$seed" || ! is_number "$runs" || ! is_number "$jobs"; then die "--seed, --runs and --jobs take numbers"; fi
}

plan_options() {
  local name file
  if (( ! ${#plans[@]} )); then
    for file in "$here"/plans/*.toml; do plans+=("$(basename "$file" .toml)"); done
  fi
  for name in "${plans[@]}"; do
    file=$here/plans/$name.toml
    [[ -r $file ]] || die "there is no plan '$name' in chaos/plans"
    options+=(--plan "$file")
  done
}

find_program() {
  local dir
  for dir in ${build:+"$build"} "$top/build/ci" "$top/build/dev"; do
    if [[ -x $dir/chaos/sim/chaos-sim ]]; then program=$dir/chaos/sim/chaos-sim; return; fi
    [[ -z $build ]] || break
  done
  die "chaos-sim is not built: cmake --preset ci && cmake --build --preset ci --target chaos-sim"
}

clean_up() {
  local pid
  for pid in "${workers[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
  [[ -z $work ]] || rm -rf "$work"
}

# The last line of each worker is its count; a worker that crashed or was stopped has none.
add_up() {
  local i line passed=0 failed=0
  for (( i = 0; i < jobs; i++ )); do
    line=$(tail -n 1 "$work/$i")
    sed '$d' "$work/$i"
    if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
      passed=$(( passed + BASH_REMATCH[1] )) failed=$(( failed + BASH_REMATCH[2] ))
    else
      echo "$line"
    fi
  done
  if (( failed == 0 && ($1 || passed == 0) )); then failed=1; fi
  echo "$passed passed, $failed failed"
  (( failed == 0 ))
}

main() {
  local i ended options=() program
  read_options "$@"
  plan_options
  find_program
  echo "seed $seed"
  # Without it malloc takes a sixth of the time: a simulation has many small short-lived objects.
  export GLIBC_TUNABLES=glibc.malloc.tcache_count=127
  work=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  for (( i = 0; i < jobs; i++ )); do
    "$program" "${options[@]}" --seed "$seed" --runs "$runs" --for "$seconds" --share "$i" --of "$jobs" "${trace[@]}" \
      >"$work/$i" 2>&1 &
    workers+=($!)
  done
  ended=0
  for (( i = 0; i < jobs && ended == 0; i++ )); do wait -n || ended=$?; done
  # A worker whose run broke an invariant stops the others.
  for i in "${workers[@]}"; do kill "$i" 2>/dev/null || true; done
  wait
  add_up "$ended"
}

main "$@"
