#!/usr/bin/env bash
# The stack file deploys the same two clusters with one command. The last test on the shared Swarm, because it removes
# the walkthrough's services.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

no_network() { ! docker network inspect interlock --format 'there is still {{.Name}}'; }

ended() { ! on "$1" kill -0 "$2" 2>/dev/null; }

# Core first: a core that still runs would recreate a removed proxy.
from_scratch() {
  local node pid
  read -r node pid < <(core_identity)
  docker service rm interlock >/dev/null
  eventually 30 ended "$node" "$pid"
  docker service rm interlock-proxy-us-east interlock-proxy-us-west interlock-ext-us-east interlock-ext-us-west >/dev/null
  eventually 30 docker network rm interlock
  eventually 30 no_network
}

from_scratch
core_service=signalbox_core
(cd "$top" && docker stack deploy -c deploy/stack.yml signalbox)
eventually 60 core_is_ready
eventually 90 serves us-east demo-east.local us-east
eventually 90 serves us-west demo-west.local us-west
now is_404 us-east demo-west.local
now is_404 us-west demo-east.local

step "the same with tasks pushed"
task=$(core_task)
(cd "$top" && docker stack deploy -c deploy/stack.yml -c deploy/stack-push.yml signalbox)
eventually 60 core_replaced "$task"
eventually 30 tasks_are_pushed
now serves us-east demo-east.local us-east
