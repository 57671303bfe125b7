#!/usr/bin/env bash
# Core's later updates keep an operator's manual changes of a proxy service.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

spec() { docker service inspect interlock-proxy-us-east --format "{{$*}}"; }
wanted_constraints='[node.labels.nodetype==loadbalancer node.labels.region==us-east]'

update --detach=true --update-delay 1s --label-add operator=here interlock-proxy-us-east
app later us-east
eventually 60 serves us-east later.local later
same "$wanted_constraints" "$(spec json .Spec.TaskTemplate.Placement.Constraints | tr ',' ' ' | tr -d '"')" "the constraints"
same 1s "$(spec .Spec.UpdateConfig.Delay)" "the update delay"
same here "$(spec index .Spec.Labels '"operator"')" "the operator's label"
contains "$(task_nodes interlock-proxy-us-east)" 'lb-00 Running' "the proxy's place"
update --detach=true --update-delay 0s --label-rm operator interlock-proxy-us-east
