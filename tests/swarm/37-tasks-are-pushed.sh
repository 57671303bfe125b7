#!/usr/bin/env bash
# With SwarmKit's socket and the node's identity mounted, tasks are pushed, not polled. If the stream is lost, core
# polls, reports the reason, and reconnects.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

task_listings() { watcher '.listings.tasks // 0'; }
pushed_so_far() { watcher .task_changes; }
is_more_than() { (( $("$2") > $1 )) || { echo "$2 is still $1"; false; }; }
core_left() { local now; now=$(core_identity) && [[ $now != "$1 "* ]] && core_is_ready; }
node_certificates() { lab exec "$1" -- cat /var/lib/docker/swarm/certificates/swarm-node.crt; }
renewed() { [[ $(node_certificates "$1") != "$2" ]] || { echo "$1 has the old certificate"; false; }; }
rotated() { docker swarm ca --rotate --quiet >/dev/null; }

restart_core() {
  local task node pid
  task=$(core_task)
  read -r node pid < <(core_identity)
  on "$node" kill -KILL "$pid"
  eventually 60 core_replaced "$task"
}

step "without the mounts tasks are polled"
now tasks_are_polled_because "is not there"

step "with the mounts tasks are pushed"
push_tasks /run/docker/swarm
read_before=$(task_listings)
pushed_before=$(pushed_so_far)
app pushed us-east --replicas 2
eventually 60 answering_tasks us-east pushed.local 2
update --replicas 1 pushed
eventually 30 answering_tasks us-east pushed.local 1
now is_more_than "$pushed_before" pushed_so_far
now test "$(task_listings)" = "$read_before"
now test "$(watcher .task_missed_updates)" = 0

step "in a locked Swarm the identity cannot be read, so tasks are polled"
docker swarm update --autolock=true >/dev/null
restart_core
eventually 30 tasks_are_polled_because autolock
update --replicas 2 pushed
eventually 30 answering_tasks us-east pushed.local 2
docker swarm update --autolock=false >/dev/null
eventually 30 tasks_are_pushed

step "all certificates are renewed by a new authority"
read -r node _ < <(core_identity)
certificate=$(node_certificates "$node")
eventually 60 rotated
eventually 30 renewed "$node" "$certificate"
eventually 30 tasks_are_pushed
pushed_before=$(pushed_so_far)
update --replicas 1 pushed
eventually 30 answering_tasks us-east pushed.local 1
now is_more_than "$pushed_before" pushed_so_far
restart_core
eventually 30 tasks_are_pushed

step "core's node stops, and starts again"
read -r node _ < <(core_identity)
use_manager_but "$node"
lab stop-node "$node"
eventually 120 core_left "$node"
eventually 30 tasks_are_pushed
lab start-node "$node"

step "core's node is demoted"
read -r node _ < <(core_identity)
use_manager_but "$node"
docker node demote "$node" >/dev/null
eventually 120 core_left "$node"
eventually 30 tasks_are_pushed
docker node promote "$node" >/dev/null

step "without the mounts again"
poll_tasks
# While there is no core, the agents' pauses between polls grow.
eventually 30 serves us-east pushed.local pushed
