# shellcheck shell=bash disable=SC2154
# A node is one process tree in namespaces of its own. Its first process is init of a pid namespace, so killing it ends
# engine, containerd, shims and containers, and no other process.

# The pid is valid only while that process has the node's file open: pids are reused.
node_pid() {
  local dir pid
  dir=$(node_dir "$1")
  pid=$(cat "$dir/pid" 2>/dev/null) && [[ -n $pid ]] || return 1
  [[ $(readlink "/proc/$pid/fd/8") == "$dir/alive" ]] || return 1
  printf '%s' "$pid"
}

node_condition() {
  if ! node_pid "$1" >/dev/null; then
    echo stopped
  elif is_frozen "$1"; then
    echo frozen
  else
    echo running
  fi
}

boot_node() {
  local node=$1 dir pid
  dir=$(node_dir "$node")
  mkdir -p "$dir"
  rm -f "$dir/pid" "$dir/docker.sock"
  local settings=(
    node="$node" dir="$dir" engine_root="$engine_root" cgroup="/$prefix/$node"
    address="$(node_address "$node")" gateway="$(gateway)"
  )
  setsid unshare --net --mount --uts --ipc --pid --fork --kill-child \
    env -u DOCKER_HOST "${settings[@]}" bash "$here/node-init.sh" \
    8>"$dir/alive" 9>&- </dev/null >"$dir/engine.log" 2>&1 &
  within 10 node_pid "$node" >/dev/null || node_failed "$node" "its namespaces did not come up"
  pid=$(node_pid "$node")
  join_cgroup "$node" "$pid"
  plug_in "$node" "$pid" || node_failed "$node" "its network card was not made"
  within 60 engine_settled "$node" || node_failed "$node" "its engine did not answer within 60 s"
}

node_failed() {
  warn "--- last lines of $1's engine log"
  tail -n 12 "$(node_dir "$1")/engine.log" >&2 || true
  die "node $1: $2" "read the lines above; dockerd must be able to run on this machine"
}

engine_answers() {
  [[ -S $(node_dir "$1")/docker.sock ]] && on "$1" version -f '{{.Server.Version}}' >/dev/null 2>&1
}

engine_settled() {
  node_pid "$1" >/dev/null || node_failed "$1" "its engine ended"
  engine_answers "$1"
}

start_node() {
  if [[ $(node_condition "$1") != stopped ]]; then
    return
  fi
  boot_node "$1"
  within 60 is_member "$1" || node_failed "$1" "it is not an active member of the Swarm again"
}

stop_node() {
  local pid
  pid=$(node_pid "$1") || return 0
  thaw_node "$1"
  kill -TERM "$pid"
  within 20 is_gone "$pid" || kill_node "$1"
}

kill_node() {
  local pid
  pid=$(node_pid "$1") || return 0
  thaw_node "$1"
  kill -KILL "$pid"
  within 20 is_gone "$pid" || die "node $1: process $pid does not end" "ps -o stat,wchan $pid"
}

# The first process of a pid namespace becomes a zombie only after all other processes in it have ended.
is_gone() { [[ ! -e /proc/$1 ]] || grep -qs '^State:.Z' "/proc/$1/status"; }

enter_node() {
  local node=$1 pid
  shift
  pid=$(node_pid "$node") || die "node $node is not running" "lab.sh start-node --name $name $node"
  exec env -u DOCKER_CONTEXT DOCKER_HOST=unix:///var/run/docker.sock \
    nsenter -t "$pid" --net --mount --uts --ipc --pid -- "$@"
}

load_image() {
  on "$1" load -q -i "$image_file" >/dev/null || die "node $1: cannot load $image_file" "df -h $state"
}

# The engine's cgroup is a sibling of its containers': cgroup v2 allows processes only in leaves.
freezer_dir() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    printf '/sys/fs/cgroup/%s/%s' "$prefix" "$1"
  else
    printf '/sys/fs/cgroup/freezer/%s/%s' "$prefix" "$1"
  fi
}

join_cgroup() {
  local dir
  dir=$(freezer_dir "$1")
  mkdir -p "$dir/engine"
  echo "$2" >"$dir/engine/cgroup.procs"
}

is_frozen() {
  local dir
  dir=$(freezer_dir "$1")
  grep -qs FROZEN "$dir/freezer.state" || grep -qs 1 "$dir/cgroup.freeze"
}

set_freezer() {
  local dir
  dir=$(freezer_dir "$1")
  if [[ -e $dir/freezer.state ]]; then
    echo "$2" >"$dir/freezer.state"
  elif [[ -e $dir/cgroup.freeze ]]; then
    [[ $2 == FROZEN ]] && echo 1 >"$dir/cgroup.freeze" || echo 0 >"$dir/cgroup.freeze"
  fi
}

freeze_node() {
  node_pid "$1" >/dev/null || die "node $1 is not running" "lab.sh start-node --name $name $1"
  set_freezer "$1" FROZEN
  within 10 is_frozen "$1" || die "node $1 does not freeze" "is the freezer cgroup mounted?"
}

thaw_node() { set_freezer "$1" THAWED; }
