#!/usr/bin/env bash
# Runs the real program on a real Swarm with faults, and checks that faults of us-east do not affect us-west.
#
#   chaos/process/run.sh [--short | --for 30m] [--only PHASES] [--seed N] [--images DIR] [--report PREFIX] [--keep]
#
#   --short          each phase once and briefly, as in the gate; the ratio of times is printed, but not judged
#   --for TIME       repeats all phases for this time (30m, 600s); without it and --short: once, with the longer phases
#   --only a,b       only these phases: baseline actors watcher image slow engine core leader cut
#   --seed N         seed of the random choice of actors to kill; printed at the start
#   --images DIR     signalbox.tar, signalbox-demo.tar and newest/signalbox-proxy.tar; built if not given
#   --report PREFIX  PREFIX.md and PREFIX.json (build/chaos-process)
#   --keep           does not remove the Swarm at the end
#
# Needs root, and the tools in SIGNALBOX_BUILD (build/ci). Exits with 1 if a check fails.
set -Eeuo pipefail

process=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$process/../.." && pwd)
lab=$top/deploy/lab/lab.sh
build=${SIGNALBOX_BUILD:-$top/build/ci}
export SWARM_LAB=${SWARM_LAB:-chaos} SWARM_SUBNET=${SWARM_SUBNET:-10.88.94}
# shellcheck source=chaos/process/swarm.sh
. "$process/swarm.sh"
# shellcheck source=chaos/process/phases.sh
. "$process/phases.sh"
# shellcheck source=chaos/process/report.sh
. "$process/report.sh"

mode=once seconds_wanted=0 seed=$RANDOM images='' report=$top/build/chaos-process keep='' killed=0
phases=()
helpers=() clients=() changers=() work=$(mktemp -d)
declare -A long=([baseline]=30 [actors]=60 [watcher]=20 [image]=30 [slow]=40 [engine]=10 [core]=20 [leader]=10 [cut]=20)
declare -A brief=([baseline]=8 [actors]=8 [watcher]=2 [image]=4 [slow]=6 [engine]=2 [core]=1 [leader]=1 [cut]=4)

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

read_options() {
  while (( $# )); do
    case $1 in
      --short) mode=short; shift; continue ;;
      --keep) keep=1; shift; continue ;;
      -h|--help) usage; exit ;;
      --for|--only|--seed|--images|--report) [[ -n ${2-} ]] || { usage >&2; exit 2; } ;;&
      --for) mode=long seconds_wanted=$(in_seconds "$2") ;;
      --only) IFS=, read -ra phases <<<"$2" ;;
      --seed) seed=$2 ;;
      --images) images=$(realpath -- "$2") ;;
      --report) report=$2 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift 2
  done
  # The load of the machine varies: a baseline is measured next to each phase that is compared with it.
  if [[ $mode == short && ${#phases[@]} == 0 ]]; then phases=(baseline actors watcher image slow engine core leader cut); fi
  (( ${#phases[@]} )) || phases=(baseline actors baseline image baseline slow watcher engine core leader cut)
  local phase
  for phase in "${phases[@]}"; do
    [[ -n ${long[$phase]-} ]] || { echo "there is no phase '$phase'; they are: ${!long[*]}" >&2; exit 2; }
  done
}
in_seconds() {
  case $1 in
    *m) echo $(( ${1%m} * 60 )) ;;
    *s) echo "${1%s}" ;;
    *[!0-9]*|'') usage >&2; exit 2 ;;
    *) echo "$1" ;;
  esac
}

clean_up() {
  local status=$?
  trap '' INT TERM HUP
  if (( status )) && [[ -n ${DOCKER_HOST-} ]]; then show_core; fi
  (( ! ${#helpers[@]} )) || kill "${helpers[@]}" 2>/dev/null || true
  # A client that is still running would change the applications of the next run in the same lab.
  (( ! ${#changers[@]} )) || kill "${changers[@]}" 2>/dev/null || true
  (( ! ${#clients[@]} )) || kill "${clients[@]}" 2>/dev/null || true
  [[ -n $keep ]] || "$lab" down --name "$SWARM_LAB" || true
  rm -rf -- "$work"
}
show_core() {
  echo '--- the core at the end'
  { timeout 10 docker service ps --no-trunc interlock
    core_get /v1/status | jq -c '{actors, history: .history[:20], clusters: [.clusters[] | del(.services)]}'
    timeout 20 docker service logs --raw --tail 40 interlock; } 2>&1 || true
}

make_images() {
  images=$work/images
  "$top/deploy/images.sh" --save "$images" --only signalbox,demo --build-dir "$build"
  "$top/deploy/images.sh" --save "$images/newest" --only proxy --proxy-suite forky
}

# Starts one client per cluster, which makes one change after the other, 600 ms apart, and measures each.
start_changes() {
  local cluster node proxies sockets=()
  for node in "${managers[@]}"; do sockets+=("$(socket_of "$node")"); done
  for cluster in us-east us-west; do
    proxies=''
    for node in $(balancers_of "$cluster"); do proxies+=",$(lab addr "$node"):80"; done
    "$build/chaos/process/chaos_changes" "$work/$cluster.changes" 600 "$cluster-app" "${proxies#,}" "${sockets[@]}" \
      >"$work/$cluster.last" &
    changers+=($!)
  done
  keep_scaling &
  helpers+=($!)
}
keep_scaling() {
  local count node cluster
  for (( count = 2; ; count = 3 - count )); do
    for cluster in us-east us-west; do
      sleep 4
      for node in "${managers[@]}"; do
        ! timeout 3 docker -H "unix://$(socket_of "$node")" service scale -d "$cluster-more=$count" >/dev/null 2>&1 || break
      done
    done
  done
}

# phase NAME SECONDS: runs the phase. Its clients of each load balancer start before it and stop after it.
phase() {
  local name=$1 cluster node old=("${clients[@]}") began=$EPOCHREALTIME before=$killed
  step "$name, $2 s"
  clients=()
  round=$(( round + 1 ))
  for cluster in us-east us-west; do
    for node in $(balancers_of "$cluster"); do
      "$build/tests/bench/load" "$(lab addr "$node")" 80 "$cluster-app.local" 100000 4 4 0 80 \
        >"$work/load.$round.$cluster.$node" &
      clients+=($!)
    done
  done
  stop_clients "${old[@]}"
  "phase_$name" "$2"
  rounds+=("$name $began $EPOCHREALTIME $(( killed - before ))")
}
stop_clients() {
  (( $# )) || return 0
  kill "$@"
  wait "$@" || true
}

run_phases() {
  local name until=$(( SECONDS + seconds_wanted ))
  while :; do
    for name in "${phases[@]}"; do
      if [[ $mode == short ]]; then phase "$name" "${brief[$name]}"; else phase "$name" "${long[$name]}"; fi
      # The next phase starts with a healed Swarm, so that phases do not affect each other's results.
      healed_within "$name"
    done
    if [[ $mode != long ]] || (( SECONDS >= until )); then break; fi
  done
  stop_clients "${clients[@]}"
  clients=()
}
healed_within() {
  local began seen
  began=$(milliseconds)
  eventually 60 seen_by_now
  seen=$(seen_by_now)
  # In a subshell: a failure is written to the report, and the run continues.
  ( eventually 120 caught_up "$seen" ) 2>"$work/unhealed" || check "$1 heals within 120 s" show_unhealed
  heals+=("$1 $(( $(milliseconds) - began ))")
}

show_unhealed() { cat "$work/unhealed"; false; }

# check WHAT CMD…: adds a line to the report
check() {
  local what=$1 seen='' held=true
  shift
  seen=$("$@" 2>&1) || held=false
  jq -cn --arg what "$what" --argjson held "$held" --arg seen "$seen" '{$what, $held, $seen}' >>"$work/checks"
}
equal() { [[ $1 == "$2" ]] || { diff <(echo "$1") <(echo "$2"); false; }; }
at_most() { (( $1 <= $2 )) || { echo "$1"; false; }; }
last_change_is_served() { answers_everywhere "$1" "$(<"$work/$1.last")"; }

judge_the_end() {
  local cluster
  kill "${changers[@]}"
  wait "${changers[@]}" || true
  for cluster in us-east us-west; do
    check "$cluster serves the last change at every load balancer" eventually 60 last_change_is_served "$cluster"
  done
  check "everything is settled" eventually 60 is_settled
  check "services, networks and secrets are those of the beginning" equal "$names_before" "$(object_names)"
  for cluster in us-east us-west; do
    check "$cluster has no more config objects than the one in use and three to go back to" \
      eventually 60 few_configs "$cluster"
  done
  check "us-west's proxy has the task of the beginning" equal "$west_before" "$(all_tasks interlock-proxy-us-west)"
}
few_configs() { at_most "$(configs_of "$1")" 4; }

main() {
  read_options "$@"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  RANDOM=$seed
  echo "seed $seed"
  [[ -n $images ]] || make_images
  prepare
  names_before=$(object_names)
  west_before=$(all_tasks interlock-proxy-us-west)
  rounds=() heals=() round=0
  local began=$SECONDS
  start_changes
  run_phases
  judge_the_end
  changers=()
  write_report "$(( SECONDS - began ))"
}

main "$@"
