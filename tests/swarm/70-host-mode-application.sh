#!/usr/bin/env bash
# An application without an overlay network, published in host mode, is reached by its node's address and port.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

docker service create --name plain --detach=true --no-resolve-image --publish mode=host,target=8080 \
  --constraint node.hostname==w-01 --env METADATA=plain --label com.docker.lb.hosts=plain.local \
  --label com.docker.lb.port=8080 --label com.docker.lb.service_cluster=us-east ehazlett/docker-demo >/dev/null
eventually 60 serves us-east plain.local plain
port=$(docker inspect "$(running_tasks plain)" -f '{{(index .Status.PortStatus.Ports 0).PublishedPort}}')
contains "$(rendered us-east)" "$(lab addr w-01):$port" "the configuration of us-east"
