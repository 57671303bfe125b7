# shellcheck shell=bash disable=SC2154
# Joins engines to one Swarm, and checks that they have joined.

form_swarm() {
  local first=${managers[0]}
  on "$first" swarm init --advertise-addr "$(node_address "$first")" >/dev/null ||
    node_failed "$first" "docker swarm init failed"
  manager_token=$(on "$first" swarm join-token -q manager)
  worker_token=$(on "$first" swarm join-token -q worker)
  # One after the other: a new manager changes the quorum.
  local node
  for node in "${managers[@]:1}"; do
    join "$node" "$manager_token"
  done
  in_parallel join_worker "${workers[@]}"
  within 60 all_ready || {
    on "$first" node ls >&2 || true
    die "swarm: not every node is ready after 60 s" "is the machine overloaded? lab.sh up once more"
  }
}

join_worker() { join "$1" "$worker_token"; }

join() {
  on "$1" swarm join --token "$2" --advertise-addr "$(node_address "$1")" \
    "$(node_address "${managers[0]}"):2377" >/dev/null ||
    node_failed "$1" "docker swarm join failed"
}

is_member() { [[ $(on "$1" info -f '{{.Swarm.LocalNodeState}}' 2>/dev/null) == active ]]; }

# Queries the managers one by one, because any of them may be stopped.
node_list() {
  local manager
  for manager in "${managers[@]}"; do
    node_pid "$manager" >/dev/null || continue
    timeout 10 docker -H "$(node_socket "$manager")" node ls \
      --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' 2>/dev/null 9>&- && return
  done
  return 1
}

all_ready() {
  local listed node
  listed=$(node_list) || return 1
  for node in "${nodes[@]}"; do
    grep -q "^$node Ready" <<<"$listed" || return 1
  done
  ! grep -q Unreachable <<<"$listed"
}

revive_lab() {
  local wanted="$subnet / ${managers[*]} / ${workers[*]}" node stopped=()
  load_state
  [[ $wanted == "$subnet / ${managers[*]} / ${workers[*]}" ]] ||
    die "up: the lab exists with other nodes or another subnet" "lab.sh down --name $name"
  network_stands || {
    say "its network is gone (was the machine restarted?); starting afresh"
    teardown
    flock -u 9
    exec "$here/lab.sh" up --name "$name" --subnet "$subnet" --managers "${managers[*]}" --workers "${workers[*]}" \
      --state "$state"
  }
  for node in "${nodes[@]}"; do
    thaw_node "$node"
    node_pid "$node" >/dev/null || stopped+=("$node")
  done
  (( ${#stopped[@]} == 0 )) || { say "starting ${stopped[*]}"; in_parallel start_node "${stopped[@]}"; }
  within 60 all_ready || die "not every node is ready after 60 s" "lab.sh down --name $name, then up"
  say "is up: ${#managers[@]} managers, ${#workers[@]} workers"
}
