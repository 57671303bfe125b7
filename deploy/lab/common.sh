# shellcheck shell=bash disable=SC2034,SC2154
# Functions, names and state of all parts of lab.sh.

base=/var/lib/signalbox-lab

say() { printf 'lab %s: %s\n' "$name" "$*"; }
warn() { printf 'lab %s: %s\n' "${name:-}" "$*" >&2; }

die() {
  warn "FAILED: $1"
  [[ -z ${2-} ]] || warn "  try: $2"
  exit 1
}

seconds_since() {
  local took=$(( (${EPOCHREALTIME/./} - ${1/./}) / 100000 ))
  printf '%d.%d' $(( took / 10 )) $(( took % 10 ))
}

# within SECONDS CMD…: polls until CMD succeeds
within() {
  local end=$(( ${EPOCHREALTIME/./} + $1 * 1000000 ))
  shift
  until "$@"; do
    (( ${EPOCHREALTIME/./} < end )) || return 1
    sleep 0.1
  done
}

in_parallel() {
  local work=$1 item pids=() failed=0
  shift
  for item in "$@"; do
    "$work" "$item" &
    pids+=($!)
  done
  for item in "${pids[@]}"; do
    wait "$item" || failed=1
  done
  return "$failed"
}

need_root_and_tools() {
  local tool missing=()
  (( EUID == 0 )) || die "namespaces and bridges need root" "sudo $0"
  for tool in docker ip iptables unshare nsenter flock; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [[ -n ${SIGNALBOX_ENGINE_ROOT-} ]] || command -v dockerd >/dev/null || missing+=(dockerd)
  (( ${#missing[@]} == 0 )) ||
    die "not installed: ${missing[*]}" "apt-get install docker.io iptables iproute2 util-linux"
}

# An interface name has at most 15 characters; with a dash, the lab "a" would match the names of the lab "a-b".
name_lab() {
  name=$1
  [[ $name =~ ^[a-z0-9][a-z0-9-]{0,39}$ ]] ||
    die "the name '$name' is not usable" "1 to 40 small letters, digits and dashes"
  local tag=$name
  if [[ $name == *-* || ${#name} -gt 7 ]]; then
    tag=$(printf '%s' "$name" | sha256sum | cut -c1-7)
  fi
  prefix=sbl-$tag
  card=$prefix
  registered=$base/$name
  state=$(readlink -m -- "$registered")
}

check_node_names() {
  local node seen=' '
  (( ${#nodes[@]} <= 90 )) || die "up: more than 90 nodes" "use fewer nodes"
  for node in "${nodes[@]}"; do
    [[ $node =~ ^[a-z0-9][a-z0-9-]{0,31}$ ]] ||
      die "up: '$node' is not usable as a host name" "small letters, digits and dashes"
    [[ $seen != *" $node "* ]] || die "up: the node '$node' is named twice" "give each node its own name"
    seen+="$node "
  done
}

# /run and /etc are private to each node, so a node's engine could not see a state directory there.
choose_state_dir() {
  [[ -n $state_option ]] || return 0
  local wanted
  wanted=$(readlink -m -- "$state_option")
  [[ ! -e $registered || $wanted == "$state" ]] ||
    die "up: the lab exists in $state" "lab.sh down --name $name"
  [[ $wanted != /run/* && $wanted != /etc/* && $wanted != /var/run/* ]] ||
    die "up: --state cannot be under /run or /etc" "choose a directory on a disk"
  (( ${#wanted} <= 60 )) || die "up: --state is longer than 60 characters" "a socket's path has a limit"
  [[ ! -d $wanted || -e $wanted/lab.conf || -z $(ls -A "$wanted") ]] ||
    die "up: $wanted holds other files" "choose a new directory"
  state=$wanted
}

create_state() {
  mkdir -p "$base" "$state"
  [[ $state == "$registered" ]] || ln -sfn "$state" "$registered"
  {
    printf 'subnet=%q\n' "$subnet"
    printf 'managers=(%s)\n' "${managers[*]}"
    printf 'workers=(%s)\n' "${workers[*]}"
    printf 'engine_root=%q\n' "${SIGNALBOX_ENGINE_ROOT-}"
  } >"$state/lab.conf"
  load_state
}

load_state() {
  # shellcheck disable=SC1091
  . "$state/lab.conf"
  nodes=("${managers[@]}" "${workers[@]}")
}

open_lab() {
  [[ -e $state/lab.conf ]] || die "there is no such lab" "lab.sh list, lab.sh up"
  load_state
}

check_members() {
  local node
  for node in "$@"; do
    [[ " ${nodes[*]} " == *" $node "* ]] || die "there is no node '$node'" "one of: ${nodes[*]}"
  done
}

# A process that changes the lab, and its children, hold descriptor 9: `down` finds a killed `up` by it.
lock_lab() {
  mkdir -p "$base"
  exec 9>"$base/.$name.lock"
  flock -w 120 9 || die "another lab.sh is working on this lab" "wait for it, or lab.sh down --name $name"
}

node_dir() { printf '%s/%s' "$state" "$1"; }
node_socket() { printf 'unix://%s/docker.sock\n' "$(node_dir "$1")"; }

node_index() {
  local i
  for i in "${!nodes[@]}"; do
    [[ ${nodes[i]} != "$1" ]] || { printf '%d' "$i"; return; }
  done
}

node_address() { printf '%s.%d\n' "$subnet" $(( 10 + $(node_index "$1") )); }

on() {
  local node=$1
  shift
  env -u DOCKER_CONTEXT docker -H "$(node_socket "$node")" "$@" 9>&-
}
