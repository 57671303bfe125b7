#!/usr/bin/env bash
# Core runs on the leader, which stops: core starts on another manager, and changes no proxy.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

leader() { docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' | awk '$2 == "Leader" { print $1 }'; }
core_on() { [[ $(core_identity) == "$1 "* ]] || { core_identity; false; }; }

off_the_managers() { ! { task_nodes demo-east; task_nodes demo-west; } | grep -v '^[wl].* Running'; }

availability() {
  local manager
  for manager in $SWARM_MANAGERS; do
    [[ $manager == "$2" ]] || eventually 10 docker node update --availability "$1" "$manager" >/dev/null
  done
}

# Not detached, so that tasks that move have moved before the footprints are taken.
leave_the_managers() {
  update --constraint-add node.role==worker demo-east &
  update --constraint-add node.role==worker demo-west
  wait $!
}

old=$(leader)
step "move core to the leader, $old, and the applications to workers"
leave_the_managers
availability drain "$old"
eventually 60 core_on "$old"
eventually 60 off_the_managers
availability active "$old"
eventually 60 "$here/state.sh" at_rest
east=$(footprint us-east)
west=$(footprint us-west)
task=$(core_task)

step "stop $old"
lab stop-node "$old"
use_manager_but "$old"
now serves us-east demo-east.local us-east
eventually 120 core_replaced "$task"
stays 5 footprint_is us-east "$east"
now footprint_is us-west "$west"
now serves us-west demo-west.local us-west

step "start $old"
lab start-node "$old"
now footprint_is us-east "$east"
