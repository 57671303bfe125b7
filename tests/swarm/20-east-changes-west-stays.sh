#!/usr/bin/env bash
# Deploying, scaling, relabelling and removing an application in us-east changes us-east's proxy; us-west's proxy keeps
# its task and its config object. The proxy leaves the network of a removed application, so it can be removed too.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

west=$(footprint us-west)

step "deploy"
app shop us-east
eventually 60 serves us-east shop.local shop
now is_404 us-west shop.local
now footprint_is us-west "$west"

step "scale"
docker service scale --detach=true shop=3 >/dev/null
eventually 60 answering_tasks us-east shop.local 3
now footprint_is us-west "$west"

step "relabel"
update --detach=true --label-add com.docker.lb.hosts=store.local shop
eventually 60 serves us-east store.local shop
eventually 30 is_404 us-east shop.local
now footprint_is us-west "$west"

step "remove"
docker service rm shop >/dev/null
eventually 30 docker network rm shop
eventually 30 is_404 us-east store.local
now serves us-east demo-east.local us-east
now footprint_is us-west "$west"
