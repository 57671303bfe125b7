#!/usr/bin/env bash
# Swarm restarts a killed core, which changes no proxy.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

east=$(footprint us-east)
west=$(footprint us-west)
task=$(core_task)
read -r node pid < <(core_identity)
on "$node" kill -KILL "$pid"
now serves us-east demo-east.local us-east
eventually 60 core_replaced "$task"
stays 5 footprint_is us-east "$east"
now footprint_is us-west "$west"
now serves us-west demo-west.local us-west
