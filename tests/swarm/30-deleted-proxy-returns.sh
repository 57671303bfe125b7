#!/usr/bin/env bash
# Core recreates a deleted proxy service; the other cluster's proxy does not change.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

place_again() {
  update --detach=true --constraint-add node.labels.nodetype==loadbalancer --constraint-add "node.labels.region==$1" \
    "interlock-proxy-$1"
}

west=$(footprint us-west)
old=$(docker service inspect interlock-proxy-us-east --format '{{.ID}}')
docker service rm interlock-proxy-us-east >/dev/null
eventually 60 exists interlock-proxy-us-east
differs "$old" "$(docker service inspect interlock-proxy-us-east --format '{{.ID}}')" "the service's id"

# The operator's constraints were part of the deleted service.
eventually 20 place_again us-east
eventually 60 exactly_on interlock-proxy-us-east lb-00
eventually 60 serves us-east demo-east.local us-east
now footprint_is us-west "$west"
