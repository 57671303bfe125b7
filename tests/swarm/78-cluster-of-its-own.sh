#!/usr/bin/env bash
# A cluster with a newer nginx, or with HAProxy, a closed list of networks and a load balancer in front: dns and vip,
# PROXY protocol.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"
. "$here/certificates.sh"

# This machine is the load balancer in front, so its requests begin with the PROXY protocol.
proxied=(--haproxy-protocol)
own=$(ip -4 -o route get "${address[us-west]}" | sed -n 's/.* src \([0-9.]*\).*/\1/p')

# west_toml: the walkthrough's TOML file, with more keys in us-west's block
if under nginx; then
  west_toml() {
    seed_settings |
      awk -v from="$own" '
        /\[Extensions.us-west\]/ { west = 1 }
        west && /ProxyImage/ { print "ProxyImage = \"signalbox-proxy:newest\"\nNetworks = [\"demo-west\"]"; next }
        { print }
        /\[Extensions.us-west.Config\]/ { print "Version = \"1.27.4\"\nProxyProtocolFrom = [\"" from "\"]" }'
  }
  end_of_server=';'
else
  west_toml() {
    seed_with_haproxy us-west |
      awk -v from="$own" '
        { print }
        /\[Extensions.us-west\]/ { print "Networks = [\"demo-west\"]" }
        /\[Extensions.us-west.Config\]/ { print "Version = \"2.6.12\"\nProxyProtocolFrom = [\"" from "\"]" }'
  }
  end_of_server=" "
fi

# behind FROM CLIENT HOST PATH: the answer to a load balancer on node FROM, which forwards a request of CLIENT
behind() {
  # shellcheck disable=SC2016  # expanded by the inner shell
  on "$1" bash -c 'exec 3<>"/dev/tcp/$1/80"
    printf "PROXY TCP4 %s 192.0.2.1 1234 80\r\nGET %s HTTP/1.0\r\nHost: %s\r\n\r\n" "$2" "$4" "$3" >&3
    timeout 5 cat <&3' bash "${address[us-west]}" "${@:2}"
}

sees() { # ADDRESS FROM CLIENT: the application gets ADDRESS as the client's
  local seen
  seen=$(behind "$2" "$3" dns.local /headers 2>&1)
  [[ $seen == *"\"X-Real-IP\":\"$1\""* ]] || { echo "$seen"; false; }
}

is_no_request() { # FROM CLIENT
  local seen
  seen=$(behind "$1" "$2" dns.local /headers 2>&1)
  [[ $seen == 'HTTP/1.1 400 '* ]] || { echo "$seen"; false; }
}

# balances ADDRESS TASK-ADDRESS…: Swarm balances a virtual address with IPVS. If the kernel has no IPVS, netfilter rules
# do the same for the proxy of us-west: each new connection goes to the next task.
balances() {
  local virtual=$1 left node pid task
  shift
  [[ ! -e /proc/net/ip_vs ]] || return 0
  read -r node _ pid < <(place_of "$(running_tasks interlock-proxy-us-west)")
  left=$#
  for task in "$@"; do
    on "$node" nsenter -t "$pid" -n iptables -t nat -A OUTPUT -d "$virtual" -p tcp -m statistic --mode nth --every "$((left--))" --packet 0 \
      -j DNAT --to-destination "$task"
  done
}

task_addresses() { # SERVICE
  running_tasks "$1" | xargs docker inspect -f '{{range .NetworksAttachments}}{{range .Addresses}}{{.}} {{end}}{{end}}' | sed 's,/[0-9]*,,'
}

renders() { # CLUSTER TEXT
  local seen
  seen=$(rendered "$1")
  [[ $seen == *"$2"* ]] || { echo "$seen"; false; }
}

east=$(footprint us-east)
authority ca
certificate west ca dns.local
secrets west.pem
docker network create -d overlay elsewhere >/dev/null
west_toml | docker config create service.interlock.conf-west - >/dev/null
use_settings service.interlock.conf service.interlock.conf-west
together \
  web dns us-west hosts=dns.local backend_mode=dns ssl_cert=west.pem -- --replicas 2 , \
  web vip us-west hosts=vip.local backend_mode=vip -- --replicas 2 , \
  web early us-east hosts=early.local backend_mode=dns , \
  docker service create --name outside --network elsewhere --detach=true --quiet --no-resolve-image \
    --label com.docker.lb.hosts=outside.local --label com.docker.lb.port=8080 --label com.docker.lb.service_cluster=us-west \
    ehazlett/docker-demo >/dev/null

step "DNS names and virtual addresses in place of the tasks' addresses"
eventually 90 gives '200 *"metadata":"dns"*' us-west http://dns.local/ping "${proxied[@]}"
eventually 20 takes_turns 2 us-west http://dns.local/ping "${proxied[@]}"
address_of_vip=$(docker service inspect vip --format '{{range .Endpoint.VirtualIPs}}{{.Addr}}{{end}}')
eventually 20 renders us-west "server ${address_of_vip%/*}:8080$end_of_server"
# shellcheck disable=SC2046  # words
balances "${address_of_vip%/*}" $(task_addresses vip)
eventually 20 takes_turns 2 us-west http://vip.local/ping "${proxied[@]}" --parallel --parallel-immediate
soon gives $'200 *\nx-upstream-addr: '"${address_of_vip%/*}"$':8080\n*"metadata":"vip"*' us-west http://vip.local/ping "${proxied[@]}"
west=$(footprint us-west)
docker service scale --detach=true dns=5 vip=4 >/dev/null
eventually 60 takes_turns 5 us-west http://dns.local/ping "${proxied[@]}"
docker service scale --detach=true dns=1 >/dev/null
eventually 60 takes_turns 1 us-west http://dns.local/ping "${proxied[@]}"
now footprint_is us-west "$west"

step "an older nginx gets the tasks' addresses"
eventually 30 gives '200 *"metadata":"early"*' us-east http://early.local/ping
soon has_problem early '*nginx 1.27.3 or later*'

step "the PROXY protocol: from which senders its client address is used"
soon refuses us-west http://dns.local/ping
soon gives "200 *\"X-Real-IP\":\"$own\"*" us-west https://dns.local/headers --cacert "$certs/ca.crt" "${proxied[@]}"
soon gives '200 *' us-west https://dns.local/ping --cacert "$certs/ca.crt" "${proxied[@]}" --http2
if under nginx; then
  soon sees "$(lab addr w-00)" w-00 203.0.113.7
else # HAProxy reads the header of other senders as HTTP
  soon is_no_request w-00 203.0.113.7
fi

step "a closed list of networks"
soon has_problem outside '*none of which this cluster*Networks of*demo-west*'
lacks "$(docker service inspect interlock-proxy-us-west --format '{{range .Spec.TaskTemplate.Networks}}{{.Target}} {{end}}')" \
  "$(docker network inspect -f '{{.Id}}' elsewhere)" "the networks of us-west's proxy"
contains "$(footprint us-east)" "${east%%$'\n'*}" "the tasks of us-east's proxy"
