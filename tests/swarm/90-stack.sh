#!/usr/bin/env bash
# The stack file deploys the same two clusters with one command. Comes last: the seed is gone after it.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

no_network() { ! docker network inspect interlock --format 'there is still {{.Name}}'; }

from_scratch() {
  docker service rm interlock interlock-proxy-us-east interlock-proxy-us-west >/dev/null
  eventually 30 docker network rm interlock
  eventually 30 no_network
}

core_task() { docker service ps --no-trunc -q -f desired-state=running signalbox_core | head -n 1; }

from_scratch
(cd "$top" && docker stack deploy -c deploy/stack.yml signalbox)
eventually 60 core_is_ready
eventually 90 serves us-east demo-east.local us-east
eventually 90 serves us-west demo-west.local us-west
now is_404 us-east demo-west.local
now is_404 us-west demo-east.local
