# shellcheck shell=bash
# What a test in this folder can say. `docker` speaks to a manager; `run.sh` has brought up the lab.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
# shellcheck source=tests/swarm/check.sh
. "$here/check.sh"

lab() {
  local verb=$1
  shift
  "$top/deploy/lab/lab.sh" "$verb" --name "${SWARM_LAB:?run this through tests/swarm/run.sh}" "$@"
}

use_manager() {
  DOCKER_HOST=$(lab socket "$1")
  export DOCKER_HOST
}
# No `exit` in awk and no `grep -q` behind a pipe: with pipefail, the writer's SIGPIPE would be the answer.
use_manager_but() {
  use_manager "$(lab nodes | awk -v not="$1" '$1 ~ /^m-/ && $1 != not && $3 == "running" && !n++ { print $1 }')"
}
unset DOCKER_CONTEXT
use_manager_but none

# on NODE CMD…: as logged in on that node
on() {
  local node=$1
  shift
  lab exec "$node" -- "$@"
}

# The commands on stdin, as a person logged in on a manager types them. Without a terminal the client prints its progress
# as hundreds of lines.
logged_in() { on m-00 bash -eu | sed -E '/^(overall progress|verify: Waiting|[0-9]+\/[0-9]+:)/d'; }

lb_of() {
  case $1 in
    us-east) echo lb-00 ;;
    us-west) echo lb-01 ;;
  esac
}

# --- what the Swarm says

running_tasks() { docker service ps --no-trunc -q -f desired-state=running "$1" | sort; }

# The newest five tasks, ended ones included: an update that came and went between two looks leaves its mark.
all_tasks() { docker service ps --no-trunc -q "$1" | sort; }

task_nodes() { docker service ps -f desired-state=running --format '{{.Node}} {{.CurrentState}}' "$1" | sort; }

exists() { docker service inspect "$1" >/dev/null 2>&1 || { echo "no service $1"; false; }; }

running_replicas() {
  local seen
  seen=$(task_nodes "$1")
  [[ $(grep -c ' Running' <<<"$seen") == "$2" ]] || { echo "$seen"; false; }
}

exactly_on() {
  local seen
  seen=$(task_nodes "$1")
  [[ $seen == "$2 Running"* && $(wc -l <<<"$seen") == 1 ]] || { echo "$seen"; false; }
}

# The config object that the proxy's tasks were started with.
config_of() {
  docker service inspect "interlock-proxy-$1" --format \
    '{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{if eq .File.Name "/signalbox/bootstrap"}}{{.ConfigName}}{{end}}{{end}}'
}

# place_of TASK: prints its node, its container, and the container's pid as its node counts
place_of() {
  local node rest
  read -r node rest < <(docker inspect --type task "$1" \
    -f '{{.NodeID}} {{.Status.ContainerStatus.ContainerID}} {{.Status.ContainerStatus.PID}}')
  echo "$(docker node inspect -f '{{.Description.Hostname}}' "$node") $rest"
}

# in_task TASK CMD…: in its container
in_task() {
  local node container
  read -r node container _ < <(place_of "$1")
  docker -H "$(lab socket "$node")" exec -i "$container" "${@:2}"
}

# in_proxy CLUSTER CMD…: in the container of its only task
in_proxy() { in_task "$(running_tasks "interlock-proxy-$1")" "${@:2}" </dev/null; }

# namespaces_of NODE: where those that its engine has made can be entered from there
namespaces_of() { echo "/proc/$(on "$1" cat /run/docker.pid)/root/run/docker/netns"; }

# neighbours NODE: the addresses that the overlay networks there know, of its own tasks and of others
neighbours() {
  # shellcheck disable=SC2016  # that shell's own
  on "$1" bash -c 'for box in "$0"/*; do
    nsenter --net="$box" ip -4 -o address
    nsenter --net="$box" ip -4 neigh show nud permanent
  done' "$(namespaces_of "$1")" 2>/dev/null | grep -oE '([0-9]+\.){3}[0-9]+' | tr '\n' ' '
}

# unlearned CLUSTER: the running tasks that its proxy could ask, but for the overlay of the proxy's node, which does not know
# where they are. The other engines take one that gets no processor for five seconds for dead, and forget its tasks' addresses
# for up to a minute. Swarm goes on saying that all of them run, and nginx says 504 or 502.
unlearned() {
  local networks node known
  networks=$(docker service inspect "interlock-proxy-$1" -f '{{range .Spec.TaskTemplate.Networks}}{{.Target}} {{end}}')
  for node in $(task_nodes "interlock-proxy-$1" | cut -d' ' -f1); do
    known=$(neighbours "$node")
    docker service ls -q | xargs docker service ps -q -f desired-state=running | xargs docker inspect --type task -f \
      '{{if eq .Status.State "running"}}{{range .NetworksAttachments}}{{.Network.ID}} {{index .Addresses 0}}{{println}}{{end}}{{end}}' |
      networks=$networks known=" $known " awk -v node="$node" '
        { sub("/.*", "", $2) }
        NF == 2 && index(ENVIRON["networks"], $1) && !index(ENVIRON["known"], " " $2 " ") {
          print node " does not know where " $2 " is"
        }'
  done | sort -u
}
all_learned() {
  local seen
  seen=$(unlearned us-east; unlearned us-west)
  [[ -z $seen ]] || { echo "$seen"; false; }
}

# What it serves.
rendered() { in_proxy "$1" sh -c 'cat /etc/nginx/nginx.conf 2>/dev/null || cat /usr/local/etc/haproxy/haproxy.cfg'; }

# What must stay as it is where nothing concerns the cluster.
footprint() {
  all_tasks "interlock-proxy-$1"
  config_of "$1"
  rendered "$1" | sha256sum
}

footprint_is() {
  local now
  now=$(footprint "$1")
  [[ $now == "$2" ]] || { echo "$1 has become: $now"; false; }
}

# --- what a client sees

ask() {
  curl -sS -m 3 -w '\n%{http_code}' -H "Host: $2" "http://$(lab addr "$(lb_of "$1")")/ping"
}

# serves CLUSTER HOST METADATA
serves() {
  local seen
  seen=$(ask "$1" "$2" 2>&1)
  [[ $seen == *"\"metadata\":\"$3\""*$'\n200' ]] || { echo "$2 on $1: $seen"; false; }
}

is_404() {
  local seen
  seen=$(ask "$1" "$2" 2>&1)
  [[ $seen == *$'\n404' ]] || { echo "$2 on $1: $seen"; false; }
}

# answering_tasks CLUSTER HOST COUNT: so many tasks take turns
answering_tasks() {
  local seen i
  seen=$(for (( i = 0; i < 6 * $3; i++ )); do ask "$1" "$2" 2>&1 | grep -o '"instance":"[^"]*"'; done | sort -u)
  [[ $(grep -c . <<<"$seen") == "$3" ]] || { echo "$2 on $1 is answered by: $seen"; false; }
}

# --- core

core_service=interlock

core_task() { docker service ps --no-trunc -q -f desired-state=running "$core_service" | head -n 1; }

# Prints node and pid of the running core, the pid as its node counts.
core_identity() {
  local task node state pid
  task=$(core_task)
  [[ -n $task ]] || { echo "core has no task"; return 1; }
  read -r node state pid < <(docker inspect --type task "$task" -f '{{.NodeID}} {{.Status.State}} {{.Status.ContainerStatus.PID}}')
  [[ $state == running ]] || { echo "core is $state"; return 1; }
  echo "$(docker node inspect -f '{{.Description.Hostname}}' "$node") $pid"
}

# The core's image holds no curl, its network can be entered.
core_get() {
  local place node pid
  place=$(core_identity) || { echo "$place"; return 1; }
  read -r node pid <<<"$place"
  on "$node" nsenter -t "$pid" --net curl -sS -f -m 3 "http://127.0.0.1:8080$1"
}

core_is_ready() { core_get /readyz; }

# watcher FILTER: what it says of itself, by jq
watcher() { core_get /v1/status | jq -r ".watcher | $1"; }

tasks_are_pushed() { [[ $(watcher .tasks_pushed) == true ]] || { watcher '{tasks_why, task_stream_ends}'; false; }; }

# tasks_are_polled_because TEXT
tasks_are_polled_because() {
  local seen
  seen=$(watcher '"\(.tasks_pushed) \(.tasks_why)"')
  [[ $seen == "false "*"$1"* ]] || { echo "$seen"; false; }
}

core_replaced() {
  local now
  now=$(core_task)
  [[ -n $now && $now != "$1" ]] && core_is_ready
}

# The file of the walkthrough.
seed_settings() { docker config inspect service.interlock.conf --format '{{printf "%s" .Spec.Data}}'; }

# use_settings OLD NEW: core's file is another config object from now on
use_settings() {
  update --detach=true --config-rm "$1" --config-add "src=$2,target=/config.toml" interlock
}

# push_tasks FOLDER: core gets SwarmKit's socket, or what is in FOLDER instead, and the node's identity, and is replaced
push_tasks() {
  local task place from arguments=()
  task=$(core_task)
  for place in "${swarmkit_mounts[@]}"; do
    from=$place
    if [[ $place == /run/* ]]; then from=$1; fi
    arguments+=(--mount-add "type=bind,src=$from,dst=$place,readonly")
  done
  update --detach=true "${arguments[@]}" interlock
  eventually 60 core_replaced "$task"
  eventually 30 tasks_are_pushed
}
# poll_tasks: and loses them
poll_tasks() {
  local task
  task=$(core_task)
  update --detach=true "${swarmkit_mounts[@]/#/--mount-rm=}" interlock
  eventually 60 core_replaced "$task"
}
swarmkit_mounts=(/run/docker/swarm /var/lib/docker/swarm/certificates)

# --- applications

# app NAME CLUSTER ARGS…: answers as NAME.local on the cluster
app() {
  local name=$1 cluster=$2
  shift 2
  docker network create -d overlay "$name" >/dev/null
  docker service create --name "$name" --network "$name" --detach=true --no-resolve-image \
    --label "com.docker.lb.hosts=$name.local" --label com.docker.lb.port=8080 \
    --label "com.docker.lb.service_cluster=$cluster" --env "METADATA=$name" "$@" ehazlett/docker-demo >/dev/null
}

# Repeated, because the engine answers "update out of sequence" whenever somebody else was first.
update() { eventually 10 docker service update --quiet --no-resolve-image "$@"; }
