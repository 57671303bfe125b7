#!/usr/bin/env bash
# A proxy that is published on the ingress network is reached through any node, reloaded, and replaced start-first.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

port=8090
proxy=interlock-proxy-mesh

mesh_toml() {
  seed_settings
  cat <<END
  [Extensions.mesh]
    ServiceCluster = "mesh"
    ProxyServiceName = "$proxy"
    ProxyImage = "nginx:alpine"
    PublishedPort = $port
    PublishedSSLPort = 8453
END
}

# Swarm's mesh forwards connections with IPVS. If the kernel has no IPVS, netfilter rules do the same for this port, on
# a node with the proxy and on one without: to the engine's namespace of the ingress network, and from there to the
# task.
nodes=(w-00 lb-00)
mesh() { # ADDRESS: of the proxy's task on the ingress network; empty: removes the rules
  local node
  [[ ! -e /proc/net/ip_vs ]] || return 0
  for node in "${nodes[@]}"; do
    # shellcheck disable=SC2016  # expanded by the inner shell
    on "$node" bash -c '
      box="nsenter --net=$3/ingress_sbox"
      into=$($box ip -4 -o address show dev eth1 | sed "s,.* inet \([0-9.]*\)/.*,\1,")
      for where in "" "$box"; do
        $where iptables -t nat -F MESH && $where iptables -t nat -D PREROUTING -j MESH && $where iptables -t nat -X MESH
      done 2>/dev/null
      [[ -n $2 ]] || exit 0
      for where in "" "$box"; do
        [[ $where ]] && to=$2:80 || to=$into
        $where iptables -t nat -N MESH
        $where iptables -t nat -A MESH -p tcp --dport "$1" -j DNAT --to-destination "$to"
        $where iptables -t nat -I PREROUTING -j MESH
      done
      iptables -t nat -C POSTROUTING -o docker_gwbridge -p tcp --dport "$1" -j MASQUERADE 2>/dev/null ||
        iptables -t nat -I POSTROUTING -o docker_gwbridge -p tcp --dport "$1" -j MASQUERADE
      $box iptables -t nat -C POSTROUTING -o eth0 -p tcp --dport 80 -j MASQUERADE 2>/dev/null ||
        $box iptables -t nat -A POSTROUTING -o eth0 -p tcp --dport 80 -j MASQUERADE' bash "$port" "$1" "$(namespaces_of "$node")"
  done
}
trap 'mesh ""' EXIT

# The proxy's running task, and its address on the ingress network.
task() { running_tasks "$proxy"; }
ingress_address() {
  docker inspect "$1" -f '{{range .NetworksAttachments}}{{.Network.Spec.Name}} {{index .Addresses 0}}{{"\n"}}{{end}}' |
    sed -n 's,^ingress \([0-9.]*\)/.*,\1,p'
}
one_task_runs() { running_replicas "$proxy" 1 && [[ $(task | wc -l) == 1 ]] && [[ -n $(ingress_address "$(task)") ]]; }

through_any() { # HOST METADATA
  local node seen
  for node in "${nodes[@]}"; do
    seen=$(curl -sS -m 3 -H "Host: $1" "http://$(lab addr "$node"):$port/ping" 2>&1)
    [[ $seen == *"\"metadata\":\"$2\""* ]] || { echo "$node: $seen"; return 1; }
  done
}

shop() { # NAME NETWORK
  docker network create -d overlay "$2" >/dev/null
  docker service create --name "$1" --network "$2" --detach=true --quiet --no-resolve-image --env "METADATA=$1" \
    --label "com.docker.lb.hosts=$1.local" --label com.docker.lb.port=8080 --label com.docker.lb.service_cluster=mesh \
    ehazlett/docker-demo >/dev/null
}
joined() { # NETWORK: is in the proxy's spec, and the update is complete
  local seen
  seen=$(docker service inspect "$proxy" -f '{{range .Spec.TaskTemplate.Networks}}{{.Target}} {{end}}')
  [[ $seen == *"$(docker network inspect -f '{{.Id}}' "$1")"* ]] || { echo "on $seen"; return 1; }
  [[ $(docker service inspect "$proxy" -f '{{.UpdateStatus.State}}') == completed ]]
}

mesh_toml | docker config create service.interlock.conf-2 - >/dev/null
use_settings service.interlock.conf service.interlock.conf-2
eventually 60 exists "$proxy"
shop first first-net
eventually 90 joined first-net
eventually 30 one_task_runs
same ingress "$(docker service inspect "$proxy" -f '{{(index .Endpoint.Ports 0).PublishMode}}')" "the publish mode"
mesh "$(ingress_address "$(task)")"
eventually 60 through_any first.local first

step "a change of routes is a reload"
before=$(task)
update --detach=true --label-add com.docker.lb.hosts=first.local,other.local first
eventually 20 through_any other.local first
same "$before" "$(task)" "the proxy's task"

step "a new network replaces the task, start-first"
shop second second-net
eventually 90 joined second-net
eventually 60 one_task_runs
differs "$before" "$(task)" "the proxy's task"
has_ended() { [[ $(docker inspect "$1" -f '{{.Status.State}}') =~ ^(complete|shutdown|failed)$ ]] || { docker inspect "$1" -f '{{.Status.State}}'; false; }; }
eventually 60 has_ended "$before"
when() { docker inspect "$1" -f '{{.Status.Timestamp.UnixMilli}}'; }
(( $(when "$(task)") < $(when "$before") )) ||
  fail "the new task ran before the old one ended" "new: $(when "$(task)"), old: $(when "$before")"
contains "$(core_get /v1/history)" 'which replaces its tasks, start-first: networks +second-net' "the history"
mesh "$(ingress_address "$(task)")"
eventually 60 through_any second.local second
eventually 10 through_any first.local first
