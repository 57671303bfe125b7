# shellcheck shell=bash disable=SC2154  # work and mode are run.sh's
# What is done to the Swarm. `torment_NAME SECONDS` may take that long, and leaves everything healed or healing.

torment_calm() { sleep "$1"; }

# in_core CMD…: in the network of the running core
in_core() {
  local place node pid
  place=$(core_place) || { echo "$place" >&2; return 1; }
  read -r node pid <<<"$place"
  on "$node" nsenter -t "$pid" --net "$@"
}

# kill_actors SECONDS RATE PATH…: one of them at random, so often a second
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
torment_actors() { kill_actors "$1" 10 us-east us-east/cluster us-east/extension us-east/proxy; }
# Both clusters share it, so what is judged here is the traffic only.
torment_watcher() { kill_actors "$1" 1 watcher; }

# An image that is never there: its registry's address swallows every packet.
torment_image() {
  local node nowhere=$SWARM_SUBNET.250
  for node in $(balancers_of us-east); do on "$node" iptables -I OUTPUT -d "$nowhere" -j DROP; done
  docker service update -d --quiet --no-resolve-image --image "$nowhere:5000/never:latest" interlock-proxy-us-east >/dev/null
  sleep "$1"
  docker service update -d --quiet --no-resolve-image --image signalbox-proxy:latest interlock-proxy-us-east >/dev/null
  for node in $(balancers_of us-east); do on "$node" iptables -D OUTPUT -d "$nowhere" -j DROP; done
  eventually 90 answers_everywhere us-east us-east-app.local
}

# Every call of the engine that names us-east is answered ten seconds late.
torment_slow() {
  touch "$work/slow"
  sleep "$1"
  rm "$work/slow"
}

core_node() { local place; place=$(core_place) || { echo "$place"; return 1; }; echo "${place%% *}"; }
core_is_back() { core_place >/dev/null && core_is_ready; }

# The engine of core's manager stands still for a while, and is restarted then.
torment_engine() {
  local node
  node=$(core_node)
  use_manager_but "$node"
  signal_engine STOP "$node"
  sleep "$1"
  signal_engine CONT "$node"
  # In the gate the leader's phase restarts one.
  if [[ $mode == short ]]; then eventually 60 core_is_back; else restart_node "$node"; fi
}
signal_engine() { on "$2" kill "-$1" "$(on "$2" cat /run/docker.pid)"; }
restart_node() {
  lab stop-node "$1" || true
  lab start-node "$1"
  show_gate "$1"
  eventually 90 core_is_back
}

torment_core() {
  local node pid until=$(( SECONDS + $1 ))
  while (( SECONDS < until )); do
    read -r node pid < <(core_place)
    on "$node" kill -KILL "$pid"
    sleep 1
    eventually 60 core_is_back
  done
}

leader() { docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' | awk '$2 == "Leader" { print $1 }'; }
torment_leader() {
  local node
  node=$(leader)
  use_manager_but "$node"
  lab stop-node "$node"
  sleep "$1"
  lab start-node "$node"
  show_gate "$node"
  eventually 90 core_is_back
}

# The manager with core cannot reach a worker, nor any worker it; the other managers do.
torment_cut() {
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
