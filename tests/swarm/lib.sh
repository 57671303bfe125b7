# shellcheck shell=bash
# Functions of the tests in this folder. `docker` uses a manager's socket. `run.sh` starts the lab.
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
# No `exit` in awk and no `grep -q` behind a pipe: with pipefail, SIGPIPE in the writer would fail the pipeline.
use_manager_but() {
  use_manager "$(lab nodes | awk -v not="$1" '$1 ~ /^m-/ && $1 != not && $3 == "running" && !n++ { print $1 }')"
}
unset DOCKER_CONTEXT
use_manager_but none

# on NODE CMD…: runs CMD on that node
on() {
  local node=$1
  shift
  lab exec "$node" -- "$@"
}

# Runs the commands on stdin in a shell on a manager. Without a terminal the client prints its progress as hundreds of
# lines, which are removed.
logged_in() { on m-00 bash -eu | sed -E '/^(overall progress|verify: Waiting|[0-9]+\/[0-9]+:)/d'; }

lb_of() {
  case $1 in
    us-east) echo lb-00 ;;
    us-west) echo lb-01 ;;
  esac
}

# --- state of the Swarm

running_tasks() { docker service ps --no-trunc -q -f desired-state=running "$1" | sort; }

# The newest five tasks, ended ones included, so that an update between two calls is visible.
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

# The config object with the bootstrap configuration in the proxy's service spec.
config_of() {
  docker service inspect "interlock-proxy-$1" --format \
    '{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{if eq .File.Name "/signalbox/bootstrap"}}{{.ConfigName}}{{end}}{{end}}'
}

# place_of TASK: prints its node, its container, and the container's pid in the node's PID namespace
place_of() {
  local node rest
  read -r node rest < <(docker inspect --type task "$1" \
    -f '{{.NodeID}} {{.Status.ContainerStatus.ContainerID}} {{.Status.ContainerStatus.PID}}')
  echo "$(docker node inspect -f '{{.Description.Hostname}}' "$node") $rest"
}

# in_task TASK CMD…: runs CMD in the task's container
in_task() {
  local node container
  read -r node container _ < <(place_of "$1")
  docker -H "$(lab socket "$node")" exec -i "$container" "${@:2}"
}

# in_proxy CLUSTER CMD…: runs CMD in the container of the proxy's only task
in_proxy() { in_task "$(running_tasks "interlock-proxy-$1")" "${@:2}" </dev/null; }

# namespaces_of NODE: the folder of the network namespaces that its engine made, as a path on NODE
namespaces_of() { echo "/proc/$(on "$1" cat /run/docker.pid)/root/run/docker/netns"; }

# neighbours NODE: the addresses in the overlay networks there: of its own tasks, and of tasks on other nodes
neighbours() {
  # shellcheck disable=SC2016  # expanded by the inner shell
  on "$1" bash -c 'for box in "$0"/*; do
    nsenter --net="$box" ip -4 -o address
    nsenter --net="$box" ip -4 neigh show nud permanent
  done' "$(namespaces_of "$1")" 2>/dev/null | grep -oE '([0-9]+\.){3}[0-9]+' | tr '\n' ' '
}

# unlearned CLUSTER: the running tasks on the proxy's networks whose addresses the overlay of the proxy's node lacks. If
# an engine gets no CPU for five seconds, the other engines treat it as failed, and remove its tasks' addresses for up
# to a minute. Swarm still reports these tasks as running, and nginx answers 504 or 502.
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

# The configuration file in the proxy's container.
rendered() { in_proxy "$1" sh -c 'cat /etc/nginx/nginx.conf 2>/dev/null || cat /usr/local/etc/haproxy/haproxy.cfg'; }

# The tasks, the bootstrap configuration and the text of a proxy: unchanged if a change does not concern its cluster.
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

# --- requests of a client

ask() {
  curl -sS -m 3 -w '\n%{http_code}' -H "Host: $2" "http://$(lab addr "$(lb_of "$1")")/ping"
}

# serves CLUSTER HOST METADATA: the answer is 200 with this metadata
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

# answering_tasks CLUSTER HOST COUNT: exactly COUNT tasks answer
answering_tasks() {
  local seen i
  seen=$(for (( i = 0; i < 6 * $3; i++ )); do ask "$1" "$2" 2>&1 | grep -o '"instance":"[^"]*"'; done | sort -u)
  [[ $(grep -c . <<<"$seen") == "$3" ]] || { echo "$2 on $1 is answered by: $seen"; false; }
}

# --- core

core_service=interlock

core_task() { docker service ps --no-trunc -q -f desired-state=running "$core_service" | head -n 1; }

# Prints node and pid of the running core, the pid in the node's PID namespace.
core_identity() {
  local task node state pid
  task=$(core_task)
  [[ -n $task ]] || { echo "core has no task"; return 1; }
  read -r node state pid < <(docker inspect --type task "$task" -f '{{.NodeID}} {{.Status.State}} {{.Status.ContainerStatus.PID}}')
  [[ $state == running ]] || { echo "core is $state"; return 1; }
  echo "$(docker node inspect -f '{{.Description.Hostname}}' "$node") $pid"
}

# Core's image has no curl, so curl runs on the node, in core's network namespace.
core_get() {
  local place node pid
  place=$(core_identity) || { echo "$place"; return 1; }
  read -r node pid <<<"$place"
  on "$node" nsenter -t "$pid" --net curl -sS -f -m 3 "http://127.0.0.1:8080$1"
}

core_is_ready() { core_get /readyz; }

# watcher FILTER: applies the jq FILTER to the watcher's report in /v1/status
watcher() { core_get /v1/status | jq -r ".watcher | $1"; }

tasks_are_pushed() { [[ $(watcher .tasks_pushed) == true ]] || { watcher '{tasks_why, task_stream_ends}'; false; }; }

# tasks_are_polled_because TEXT: the reported reason contains TEXT
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

# The walkthrough's TOML file.
seed_settings() { docker config inspect service.interlock.conf --format '{{printf "%s" .Spec.Data}}'; }

# use_settings OLD NEW: replaces core's config object OLD by NEW
use_settings() {
  update --detach=true --config-rm "$1" --config-add "src=$2,target=/config.toml" interlock
}

# push_tasks FOLDER: mounts FOLDER in place of SwarmKit's socket folder, and the node's identity, into core; waits until
# core is replaced and tasks are pushed
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
# poll_tasks: removes these mounts, and waits until core is replaced
poll_tasks() {
  local task
  task=$(core_task)
  update --detach=true "${swarmkit_mounts[@]/#/--mount-rm=}" interlock
  eventually 60 core_replaced "$task"
}
swarmkit_mounts=(/run/docker/swarm /var/lib/docker/swarm/certificates)

# --- applications

# app NAME CLUSTER ARGS…: creates an application with the host NAME.local and a network of its own
app() {
  local name=$1 cluster=$2
  shift 2
  docker network create -d overlay "$name" >/dev/null
  docker service create --name "$name" --network "$name" --detach=true --no-resolve-image \
    --label "com.docker.lb.hosts=$name.local" --label com.docker.lb.port=8080 \
    --label "com.docker.lb.service_cluster=$cluster" --env "METADATA=$name" "$@" ehazlett/docker-demo >/dev/null
}

# Retries, because the engine answers "update out of sequence" after a concurrent update.
update() { eventually 10 docker service update --quiet --no-resolve-image "$@"; }
