#!/usr/bin/env bash
# The gate, for people and for CI: everything that has to hold before a change is kept.
#
#   tests/run.sh [--fast] [--only STAGE]…
#
#   --fast        everything but the real Swarm
#   --only STAGE  this stage, and what it needs; may be repeated
#
# Stages: packages build ctest images fuzz chaos lint nginx haproxy http deploy process lab swarm
#
# Stages that need the CPU run first, the checks run beside the Swarms. A stage that fails does not stop the others, unless they
# need it. Their logs are in build/gate-logs. The last line is `N passed, N failed`; the exit code is 1 if anything failed.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname -- "$here")
logs=$top/build/gate-logs
images=$top/build/gate-images
# shellcheck source=tests/gate/stages.sh
. "$here/gate/stages.sh"

fast='' only=() passed=0 failed=0 failures=() child='' broken='' lane_pids=()

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while (( $# )); do
    case $1 in
      --fast) fast=1 ;;
      --only)
        is_stage "${2-}" || { echo "there is no stage '${2-}'; the stages are: ${stages[*]}" >&2; exit 2; }
        only+=("$2")
        shift ;;
      -h|--help) usage; exit ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
}

is_stage() { [[ -n $1 && " ${stages[*]} " == *" $1 "* ]]; }

is_wanted() {
  local stage
  if [[ -n $fast && " ${slow_stages[*]} " == *" $1 "* ]]; then return 1; fi
  (( ${#only[@]} )) || return 0
  for stage in "${only[@]}"; do
    if [[ " $stage $(needs "$stage") " == *" $1 "* ]]; then return 0; fi
  done
  return 1
}

seconds_since() {
  local tenths=$(( (${EPOCHREALTIME/./} - ${1/./}) / 100000 ))
  printf '%d.%d s' $(( tenths / 10 )) $(( tenths % 10 ))
}

# in_background LOG COMMAND…: in a process group of its own, so that Ctrl-C reaches it through end_child: once, and with
# time to clean up.
in_background() {
  local log=$1
  shift
  set -m
  "$@" </dev/null >"$log" 2>&1 9<&- &
  child=$!
  set +m
  local status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}

end_child() {
  [[ -n $child ]] || return 0
  kill -TERM -- "-$child" 2>/dev/null || return 0
  local i
  for (( i = 0; i < 900; i++ )); do
    kill -0 -- "-$child" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null || true
}

clean_up() {
  trap '' INT TERM HUP
  end_child
  end_lanes
  remove_test_labs
  if [[ -e $images ]]; then as_root rm -rf "$images"; fi
}

# Takes the counts out of the log's last line; a stage without counts is one test.
count() {
  local log=$1 status=$2 line
  line=$(tail -n 1 "$log")
  p=0 f=0
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]}
  elif (( status == 0 )); then
    p=1
  fi
  if (( status != 0 && f == 0 )) || (( p + f == 0 )); then f=$(( f + 1 )); fi
}

run_stage() {
  local stage=$1 began=$EPOCHREALTIME log=$logs/$1.log status=0 p f need
  for need in $(needs "$stage"); do
    if [[ " $broken " == *" $need "* ]]; then
      printf '%-9s FAILED: %s has failed, and it is needed\n' "$stage" "$need"
      broken+=" $stage" failed=$(( failed + 1 )) failures+=("$stage")
      return
    fi
  done
  printf '%-9s …\n' "$stage"
  in_background "$log" "stage_$stage" || status=$?
  count "$log" "$status"
  passed=$(( passed + p )) failed=$(( failed + f ))
  printf '%-9s %d passed, %d failed (%s)\n' "$stage" "$p" "$f" "$(seconds_since "$began")"
  (( f )) || return 0
  broken+=" $stage" failures+=("$stage")
  printf '  the end of %s:\n' "$log"
  tail -n 80 "$log" | sed 's/^/  | /'
}

run_stages() {
  local stage
  for stage in "$@"; do
    if is_wanted "$stage"; then run_stage "$stage"; fi
  done
}

# run_lane NAME NICENESS STAGE…: in a process of its own; what came of it is in a file.
run_lane() {
  local lane=$1
  trap - EXIT
  trap 'trap "" TERM; end_child; exit 143' TERM
  renice -n "$2" "$BASHPID" >/dev/null
  passed=0 failed=0 failures=()
  run_stages "${@:3}"
  echo "$passed $failed ${failures[*]}" >"$logs/lane-$lane"
}

# Counts what the lanes did; one that ended without a word has failed.
run_lanes() {
  local lane p f more
  rm -f "$logs"/lane-*
  run_lane checks 5 "${check_stages[@]}" &
  lane_pids=($!)
  run_lane swarms 0 "${swarm_stages[@]}" &
  lane_pids+=($!)
  wait "${lane_pids[@]}" || true
  lane_pids=()
  for lane in checks swarms; do
    p=0 f=1 more=$lane
    [[ ! -e $logs/lane-$lane ]] || read -r p f more <"$logs/lane-$lane"
    passed=$(( passed + p )) failed=$(( failed + f ))
    if (( f )); then failures+=("$more"); fi
  done
}

end_lanes() {
  local pid
  for pid in "${lane_pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${lane_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}

# One gate a machine: the labs' names and addresses are the machine's.
lock() {
  local file=${SIGNALBOX_GATE_LOCK:-/tmp/signalbox-gate.lock}
  [[ -e $file ]] || (umask 0; : >"$file")
  exec 9<"$file"
  flock --nonblock 9 && return
  echo "another gate is running on this machine; waiting for its end"
  flock 9
}

main() {
  local began=$EPOCHREALTIME
  read_options "$@"
  cd -- "$top"
  mkdir -p "$logs"
  lock
  trap clean_up EXIT
  trap 'echo "interrupted"; exit 130' INT
  trap 'echo "interrupted"; exit 143' TERM HUP
  run_stages "${first_stages[@]}"
  run_lanes
  (( ! ${#failures[@]} )) || echo "failed: ${failures[*]}; the logs are in ${logs#"$top"/}"
  echo "after $(seconds_since "$began"):"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  (( failed == 0 ))
}

main "$@"
