#!/usr/bin/env bash
# Manages a real Docker Swarm of several engines on one machine. See README.md.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/lab/common.sh
. "$here/common.sh"
# shellcheck source=deploy/lab/network.sh
. "$here/network.sh"
# shellcheck source=deploy/lab/node.sh
. "$here/node.sh"
# shellcheck source=deploy/lab/swarm.sh
. "$here/swarm.sh"
# shellcheck source=deploy/lab/teardown.sh
. "$here/teardown.sh"

usage() {
  cat <<'USAGE'
lab.sh: a real Docker Swarm on one machine, an engine a node

  lab.sh up     --name NAME --subnet A.B.C --managers "m-00 …" [--workers "w-00 …"] [--state DIR]
  lab.sh down   --name NAME                 remove every trace
  lab.sh list                               the labs that exist
  lab.sh sweep                              down, for every lab
  lab.sh nodes  --name NAME                 name, address and state of each node
  lab.sh socket --name NAME NODE            value for DOCKER_HOST
  lab.sh addr   --name NAME NODE            the node's address
  lab.sh exec   --name NAME NODE -- CMD…    run as if logged in on the node
  lab.sh load   --name NAME FILE.tar [NODE…]
  lab.sh stop-node   --name NAME NODE       shut the machine down
  lab.sh kill-node   --name NAME NODE       pull its plug
  lab.sh start-node  --name NAME NODE       switch it on again, same data
  lab.sh freeze-node --name NAME NODE       stop its clock: it keeps state, says nothing
  lab.sh thaw-node   --name NAME NODE

  SIGNALBOX_ENGINE_ROOT=DIR   take the engine from this root file system
USAGE
}

cmd_up() {
  local began=$EPOCHREALTIME
  need_root_and_tools
  read_up_options "$@"
  lock_lab
  if [[ -e $state/ready ]]; then
    revive_lab
    return
  fi
  [[ ! -e $registered ]] || teardown
  trap 'abandon_up $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  create_state
  make_network
  say "starting ${#nodes[@]} engines, $subnet.0/24"
  in_parallel boot_node "${nodes[@]}"
  form_swarm
  touch "$state/ready"
  trap - EXIT INT TERM HUP
  say "up after $(seconds_since "$began") s: ${#managers[@]} managers, ${#workers[@]} workers"
}

abandon_up() {
  trap - EXIT INT TERM HUP
  warn "up did not finish; removing what it made"
  teardown
  exit $(( $1 == 0 ? 1 : $1 ))
}

read_up_options() {
  subnet='' managers=() workers=() state_option=''
  while (( $# )); do
    case $1 in
      --subnet) subnet=${2-} ;;
      --managers) read -ra managers <<<"${2-}" ;;
      --workers) read -ra workers <<<"${2-}" ;;
      --state) state_option=${2-} ;;
      *) die "up: unknown option '$1'" "lab.sh help lists the options" ;;
    esac
    shift 2 || die "up: an option has no value" "lab.sh help lists the options"
  done
  [[ $subnet =~ ^([0-9]{1,3}\.){2}[0-9]{1,3}$ ]] ||
    die "up: --subnet '$subnet' is not three numbers" "for example --subnet 10.88.7"
  (( ${#managers[@]} )) || die "up: no --managers" 'for example --managers "m-00"'
  nodes=("${managers[@]}" "${workers[@]}")
  check_node_names
  choose_state_dir
}

cmd_load() {
  open_lab
  local file=${1-}
  [[ -r $file ]] || die "load: cannot read '$file'" "give the path of a tar made by docker save"
  shift
  image_file=$(realpath -- "$file")
  (( $# )) || set -- "${nodes[@]}"
  check_members "$@"
  in_parallel load_image "$@"
}

cmd_exec() {
  open_lab
  local node=${1-}
  check_members "$node"
  shift
  [[ ${1-} != -- ]] || shift
  (( $# )) || die "exec: no command" "lab.sh exec --name $name $node -- docker node ls"
  enter_node "$node" "$@"
}

cmd_nodes() {
  open_lab
  local node
  for node in "${nodes[@]}"; do
    printf '%s %s %s\n' "$node" "$(node_address "$node")" "$(node_condition "$node")"
  done
}

cmd_down() {
  need_root_and_tools
  stop_other_users
  lock_lab
  teardown
  say "down"
}

cmd_list() {
  local entry
  for entry in "$base"/*/; do
    [[ ! -e $entry ]] || basename "$entry"
  done
}

cmd_sweep() {
  local entry
  for entry in $(cmd_list); do
    "$here/lab.sh" down --name "$entry"
  done
}

one_node() {
  open_lab
  check_members "${2-}"
  "$1" "$2"
}

main() {
  local verb=${1:-help}
  shift || true
  [[ -e /proc/self/fd/0 ]] || exec </dev/null
  case $verb in
    help|-h|--help) usage; return ;;
    list|sweep) "cmd_$verb"; return ;;
  esac
  [[ ${1-} == --name ]] || die "$verb: --name NAME must come first" "lab.sh help lists the commands"
  name_lab "${2-}"
  shift 2
  case $verb in
    up|down|load|exec|nodes) "cmd_$verb" "$@" ;;
    socket) one_node node_socket "$@" ;;
    addr) one_node node_address "$@" ;;
    stop-node) one_node stop_node "$@" ;;
    kill-node) one_node kill_node "$@" ;;
    start-node) one_node start_node "$@" ;;
    freeze-node) one_node freeze_node "$@" ;;
    thaw-node) one_node thaw_node "$@" ;;
    *) die "unknown command '$verb'" "lab.sh help lists the commands" ;;
  esac
}

main "$@"
