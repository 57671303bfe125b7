#!/usr/bin/env bash
# Runs the tests of this folder on one Swarm of three managers and five workers.
#
#   tests/swarm/run.sh [--keep] [--only PATTERN] [--shard K/N] [--repeat N] [--images DIR] [--pushed]
#
#   --keep          leave the Swarm running at the end; the next run removes it, and starts a new one
#   --only PATTERN  tests whose name contains PATTERN; the walkthrough runs first in any case
#   --shard K/N     every Nth test, beginning with the Kth, so that N Swarms share the work; each runs the walkthrough
#   --repeat N      run everything N times, each time on a new Swarm
#   --pushed        give core SwarmKit's mounts, except in the walkthrough and in the tests of the mounts
#   --images DIR    take signalbox.tar, signalbox-demo.tar, signalbox-proxy.tar, signalbox-haproxy.tar and
#                   newest/signalbox-proxy.tar from DIR instead of building them
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
lab=$top/deploy/lab/lab.sh
export SWARM_LAB=${SWARM_LAB:-swarm}
export SWARM_SUBNET=${SWARM_SUBNET:-10.88.77}
export SWARM_MANAGERS='m-00 m-01 m-02' SWARM_WORKERS='w-00 w-01 w-02 lb-00 lb-01'
keep='' only='' shard=1/1 repeat=1 images='' tasks=polled
passed=0 failed=0 child=''

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while (( $# )); do
    case $1 in
      --keep) keep=1; shift; continue ;;
      --pushed) tasks=pushed; shift; continue ;;
      -h|--help) usage; exit ;;
      --only|--shard|--repeat|--images) [[ -n ${2-} ]] || { usage >&2; exit 2; } ;;&
      --only) only=$2 ;;
      --shard)
        [[ $2 =~ ^[1-9]/[1-9]$ ]] || { usage >&2; exit 2; }
        shard=$2 ;;
      --repeat) repeat=$2 ;;
      --images) images=$(realpath -- "$2") ;;
      *) usage >&2; exit 2 ;;
    esac
    shift 2
  done
}

clean_up() {
  trap '' INT TERM HUP
  [[ -z $child ]] || kill -TERM "$child" 2>/dev/null || true
  [[ -n $keep ]] || "$lab" down --name "$SWARM_LAB" || true
  rm -rf "$work"
}

# Runs a command in the background, because bash runs a trap only after a foreground command has ended.
interruptible() {
  "$@" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=''
  return "$status"
}

bring_up() {
  "$lab" down --name "$SWARM_LAB" >/dev/null
  "$lab" up --name "$SWARM_LAB" --subnet "$SWARM_SUBNET" --managers "$SWARM_MANAGERS" --workers "$SWARM_WORKERS"
  local node pids=()
  for node in $SWARM_MANAGERS $SWARM_WORKERS; do
    load_as_seed "$node" &
    pids+=($!)
  done
  for node in "${pids[@]}"; do
    wait "$node" || { echo "the images could not be loaded"; return 1; }
  done
}

# The walkthrough's commands are unchanged, so our images get its image names.
load_as_seed() {
  local socket file
  socket=$("$lab" socket --name "$SWARM_LAB" "$1")
  if [[ $1 == lb-* ]]; then
    docker -H "$socket" load -q -i "$images/newest/signalbox-proxy.tar" >/dev/null
    docker -H "$socket" tag signalbox-proxy:latest signalbox-proxy:newest
  fi
  for file in signalbox signalbox-demo signalbox-proxy; do
    docker -H "$socket" load -q -i "$images/$file.tar" >/dev/null
  done
  docker -H "$socket" tag signalbox:latest interlockpreview/interlock:2.0.0-preview
  docker -H "$socket" tag signalbox-extension-nginx:latest interlockpreview/interlock-extension-nginx:2.0.0-preview
  docker -H "$socket" tag signalbox-proxy:latest nginx:alpine
  docker -H "$socket" tag signalbox-demo:latest ehazlett/docker-demo:latest
}

seconds_since() {
  local tenths=$(( (${EPOCHREALTIME/./} - ${1/./}) / 100000 ))
  printf '%d.%d s' $(( tenths / 10 )) $(( tenths % 10 ))
}

evidence() { interruptible timeout --kill-after 5 60 "$here/state.sh" evidence 2>&1 || true; }

run_test() {
  local test=$1 name began=$EPOCHREALTIME
  name=$(basename "$test" .sh)
  if interruptible timeout --kill-after 5 480 bash "$test" >"$work/log" 2>&1; then
    echo "ok $name ($(seconds_since "$began"))"
    passed=$(( passed + 1 ))
    return
  fi
  has_failed "$name ($(seconds_since "$began"))"
  return 1
}

# has_failed WHAT: prints the output and the state of the Swarm; `recap` repeats the output's last lines at the end
has_failed() {
  failed=$(( failed + 1 ))
  { echo "FAILED $1"; tail -n 12 "$work/log" | cut -c -1000 | sed 's/^/  /'; } >>"$work/recap"
  echo "FAILED $1"
  cat "$work/log"
  evidence
}

recap() {
  [[ -e $work/recap ]] || return 0
  echo "what failed:"
  cat "$work/recap"
}

restore_before() {
  local how=$tasks
  if [[ $1 == 3[479]-* ]]; then how=polled; fi
  interruptible "$here/state.sh" restore "$how" >"$work/log" 2>&1 && return
  has_failed "the way back to the seed's state before $1"
  return 1
}

is_mine() { (( $1 % ${shard#*/} == ${shard%/*} % ${shard#*/} )); }

run_all() {
  local test name number=0
  interruptible bring_up
  for test in "$here"/[0-9]*.sh; do
    name=$(basename "$test" .sh)
    [[ $name == 10-* || $name == *"$only"* ]] || continue
    [[ $name == 10-* ]] || is_mine $(( ++number )) || continue
    if [[ $name == 10-* ]]; then
      run_test "$test" || { echo "the other tests need the walkthrough"; return 0; }
    else
      restore_before "$name" || return 0
      run_test "$test" || true
    fi
  done
}

main() {
  local round
  read_options "$@"
  "$top/deploy/packages.sh" engine
  "$top/deploy/packages.sh" test
  work=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if [[ -z $images ]]; then
    images=$work/images
    interruptible "$top/deploy/images.sh" --save "$images"
  fi
  if [[ ! -e $images/newest/signalbox-proxy.tar ]]; then
    interruptible "$top/deploy/images.sh" --save "$images/newest" --only proxy --proxy-suite forky
  fi
  if [[ ! -e $images/signalbox-haproxy.tar ]]; then
    interruptible "$top/deploy/images.sh" --save "$images" --only haproxy
  fi
  export SWARM_IMAGES=$images
  for (( round = 1; round <= repeat; round++ )); do
    (( repeat == 1 )) || echo "round $round of $repeat"
    run_all
  done
  recap
  echo "$passed passed, $failed failed"
  (( failed == 0 ))
}

main "$@"
