# shellcheck shell=bash disable=SC2154  # work and mode are run.sh's
# The faults of each phase. `phase_NAME SECONDS` takes at least that long and ends all its faults.

phase_baseline() { sleep "$1"; }

# in_core CMD…: runs the command in the network of the running core
in_core() {
  local place node pid
  place=$(core_identity) || { echo "$place" >&2; return 1; }
  read -r node pid <<<"$place"
  on "$node" nsenter -t "$pid" --net "$@"
}

# kill_actors SECONDS RATE PATH…: kills one of these actors, selected at random, RATE times per second
kill_actors() {
  local seconds=$1 rate=$2 i
  shift 2
  local paths=("$@") count=$(( seconds * rate ))
  for (( i = 0; i < count; i++ )); do
    printf 'url = "http://127.0.0.1:8079/chaos/kill?actor=%s"\noutput = /dev/null\n' "${paths[RANDOM % ${#paths[@]}]}"
  done >"$work/kills"
  in_core timeout $(( 2 * seconds )) curl -s -X POST -w '%{stderr}%{http_code}\n' --rate "$rate/s" -K - <"$work/kills" 2>"$work/killed" || true
  killed=$(( killed + $(grep -c '^200' "$work/killed" || true) ))
}
phase_actors() { kill_actors "$1" 10 us-east us-east/cluster us-east/extension us-east/proxy; }
# Both clusters share the watcher, so only the traffic is checked here.
phase_watcher() { kill_actors "$1" 1 watcher; }

# An image that cannot be pulled: the nodes drop all packets to its registry.
phase_image() {
  local node nowhere=$SWARM_SUBNET.250
  for node in $(balancers_of us-east); do on "$node" iptables -I OUTPUT -d "$nowhere" -j DROP; done
  docker service update -d --quiet --no-resolve-image --image "$nowhere:5000/never:latest" interlock-proxy-us-east >/dev/null
  sleep "$1"
  docker service update -d --quiet --no-resolve-image --image signalbox-proxy:latest interlock-proxy-us-east >/dev/null
  for node in $(balancers_of us-east); do on "$node" iptables -D OUTPUT -d "$nowhere" -j DROP; done
  eventually 90 answers_everywhere us-east us-east-app.local
}

# Delays every engine call that names us-east by ten seconds.
phase_slow() {
  touch "$work/slow"
  sleep "$1"
  rm "$work/slow"
}

core_node() { local place; place=$(core_identity) || { echo "$place"; return 1; }; echo "${place%% *}"; }
core_is_back() { core_identity >/dev/null && core_is_ready; }

# Stops the engine of core's manager, continues it, and restarts it.
phase_engine() {
  local node
  node=$(core_node)
  use_manager_but "$node"
  signal_engine STOP "$node"
  sleep "$1"
  signal_engine CONT "$node"
  # With --short only the phase `leader` restarts an engine.
  if [[ $mode == short ]]; then eventually 60 core_is_back; else restart_node "$node"; fi
}
signal_engine() { on "$2" kill "-$1" "$(on "$2" cat /run/docker.pid)"; }
restart_node() {
  lab stop-node "$1" || true
  lab start-node "$1"
  show_gate "$1"
  eventually 90 core_is_back
}

phase_core() {
  local node pid until=$(( SECONDS + $1 ))
  while (( SECONDS < until )); do
    read -r node pid < <(core_identity)
    on "$node" kill -KILL "$pid"
    sleep 1
    eventually 60 core_is_back
  done
}

leader() { docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' | awk '$2 == "Leader" { print $1 }'; }
phase_leader() {
  local node
  node=$(leader)
  use_manager_but "$node"
  lab stop-node "$node"
  sleep "$1"
  lab start-node "$node"
  show_gate "$node"
  eventually 90 core_is_back
}

# Drops all packets between core's manager and the workers. The other managers still reach the workers.
phase_cut() {
  local node worker
  node=$(core_node)
  for worker in w-00 w-01 lb-00 lb-01 lb-02; do sever -I "$node" "$(lab addr "$worker")"; done
  sleep "$1"
  for worker in w-00 w-01 lb-00 lb-01 lb-02; do sever -D "$node" "$(lab addr "$worker")"; done
}
sever() { # -I|-D NODE ADDRESS
  on "$2" iptables "$1" INPUT -s "$3" -j DROP
  on "$2" iptables "$1" OUTPUT -d "$3" -j DROP
}
