#!/usr/bin/env bash
# Scenario "production": proxies on two load-balancer nodes, first by hand, then by the TOML file. The tasks stay, and a
# task that is replaced finishes its requests.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

more_toml() { # CONSTRAINTS
  seed_settings
  cat <<END
  [Extensions.production]
    ServiceCluster = "production"
    ProxyServiceName = "interlock-proxy-production"
    ProxyImage = "nginx:alpine"
    PublishMode = "host"
    PublishedPort = 8081
    PublishedSSLPort = 8444
    $1
END
}

both_nodes='lb-00 Running*lb-01 Running*'
places() {
  local seen
  seen=$(task_nodes interlock-proxy-production)
  # shellcheck disable=SC2053  # a pattern
  [[ $seen == $both_nodes && $(wc -l <<<"$seen") == 2 ]] || { echo "$seen"; false; }
}

on_both() { # HOST METADATA
  local node seen
  for node in lb-00 lb-01; do
    seen=$(curl -sS -m 3 -H "Host: $1" "http://$(lab addr "$node"):8081/ping" 2>&1)
    [[ $seen == *"\"metadata\":\"$2\""* ]] || { echo "$node: $seen"; return 1; }
  done
}

docker network create -d overlay production >/dev/null
more_toml '' | docker config create service.interlock.conf-2 - >/dev/null
use_settings service.interlock.conf service.interlock.conf-2
eventually 60 exists interlock-proxy-production
docker service create --name shop --network production --detach=true --quiet --no-resolve-image --env METADATA=shop \
  --label com.docker.lb.hosts=shop.local --label com.docker.lb.port=8080 --label com.docker.lb.service_cluster=production \
  ehazlett/docker-demo >/dev/null

step "the documented command, on the service that has core's label"
proxy=$(docker service ls -q -f label=type=com.docker.interlock.core.proxy -f name=interlock-proxy-production)
update --detach=true --replicas=2 --constraint-add node.labels.nodetype==loadbalancer \
  --stop-signal SIGQUIT --stop-grace-period=5s "$proxy"
eventually 90 places
eventually 60 on_both shop.local shop

step "later changes keep the tasks"
tasks=$(running_tasks interlock-proxy-production)
update --detach=true --label-add com.docker.lb.hosts=shop.local,store.local shop
eventually 30 on_both store.local shop
more_toml 'ProxyConstraints = ["node.labels.nodetype==loadbalancer"]' | docker config create service.interlock.conf-3 - >/dev/null
use_settings service.interlock.conf-2 service.interlock.conf-3
eventually 60 core_is_ready
eventually 60 on_both store.local shop
sleep 3
same "$tasks" "$(running_tasks interlock-proxy-production)" "the proxy's tasks"

step "a task that is replaced finishes its requests"
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
for node in lb-00 lb-01; do # one of them is replaced first
  curl -sS -m 20 -o /dev/null -w '%{http_code}' -H 'Host: shop.local' "http://$(lab addr "$node"):8081/slow?ms=4000" >"$answers/$node" &
done
sleep 0.5
update --detach=true --force interlock-proxy-production
wait
for node in lb-00 lb-01; do same 200 "$(<"$answers/$node")" "the answer that was under way on $node"; done
eventually 90 places
