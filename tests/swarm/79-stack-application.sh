#!/usr/bin/env bash
# An application of a stack file, on two networks: the label names one of them by its short name, as the file does.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

trap 'docker stack rm shop >/dev/null 2>&1' EXIT
docker stack deploy --resolve-image never -c - shop <<'STACK'
version: "3.7"
services:
  web:
    image: ehazlett/docker-demo
    environment: { METADATA: shop }
    networks: [front, back]
    deploy:
      labels:
        com.docker.lb.hosts: shop.local
        com.docker.lb.network: front
        com.docker.lb.port: 8080
        com.docker.lb.service_cluster: us-west
networks:
  front:
  back:
STACK
eventually 90 gives '200 *"metadata":"shop"*' us-west http://shop.local/ping
front=$(docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' shop_front)
contains "$(visit us-west http://shop.local/ping)" "x-upstream-addr: ${front%.*}." "the answer"

step "the networks can be removed after the proxy has left them; the engine does not wait for that"
eventually 60 docker stack rm shop
now serves us-west demo-west.local us-west
