#!/usr/bin/env bash
# A cluster with HAProxy, rendered by its extension service, beside clusters with nginx. Labels work; changes replace no
# task and fail no request.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

north='
  [Extensions.us-north]
    Image = "signalbox-extension-haproxy:latest"
    ProxyImage = "signalbox-haproxy:latest"
    ProxyConfigPath = "/usr/local/etc/haproxy/haproxy.cfg"
    ServiceCluster = "us-north"
    ProxyConstraints = ["node.hostname==w-02"]
    PublishMode = "host"
    PublishedPort = 8088
    PublishedSSLPort = 0'
address[us-north]=$(lab addr w-02)

north_runs() { # PROGRAM
  local seen
  seen=$(core_get /v1/clusters/us-north | jq -r '.proxy.tasks[].proxy')
  [[ $seen == "$1"* ]] || { echo "us-north runs: $seen"; false; }
}

docker -H "$(lab socket w-02)" load -q -i "$SWARM_IMAGES/signalbox-haproxy.tar" >/dev/null
docker network create -d overlay demo-north >/dev/null
east=$(footprint us-east)

step "a cluster with HAProxy"
docker config create service.interlock.conf-81 - <<<"$(seed_settings)$north" >/dev/null
before=$(core_task)
use_settings service.interlock.conf service.interlock.conf-81
eventually 60 core_replaced "$before"
together web plain us-north hosts=plain.local , web paths us-north hosts=plain.local context_root=/app context_root_rewrite=true , \
  web moved us-north hosts=old.local,new.local redirects=http://old.local,http://new.local , \
  web sticky us-north hosts=sticky.local sticky_session_cookie=session -- --replicas 3
eventually 90 north_runs haproxy/2.

step "labels"
eventually 60 gives '200 *"metadata":"plain"*' us-north http://plain.local:8088/ping
eventually 30 gives '404 *' us-north http://nobody.local:8088/ping
eventually 30 gives '200 *"metadata":"paths"*' us-north http://plain.local:8088/app/ping
eventually 30 gives '302 *http://new.local/x*' us-north http://old.local:8088/x
eventually 60 takes_turns 3 us-north http://sticky.local:8088/ping
eventually 30 takes_turns 1 us-north http://sticky.local:8088/ping -b session=a

step "a change replaces no task and fails no request"
tasks=$(running_tasks interlock-proxy-us-north)
asked=$(mktemp)
( while [[ -e $asked ]]; do curl -s -m 3 -o /dev/null -w '%{http_code}\n' -H 'Host: plain.local' "http://${address[us-north]}:8088/ping"; done \
  >"$asked.answers" ) &
asking=$!
for host in a b c d e; do
  relabel moved "hosts=$host.local,new.local" redirects=
  eventually 20 gives '200 *"metadata":"moved"*' us-north "http://$host.local:8088/ping"
done

step "more or fewer tasks do not replace HAProxy's worker"
processes() { in_task "$tasks" pidof haproxy </dev/null | tr ' ' '\n' | sort; }
only_one_worker() { [[ $(processes | wc -l) == 2 ]] || { processes; false; }; }
eventually 30 only_one_worker
before=$(processes)
for count in 5 2; do
  docker service scale --detach sticky=$count >/dev/null
  eventually 60 takes_turns $count us-north http://sticky.local:8088/ping
done
same "$before" "$(processes)" "HAProxy's processes"

rm "$asked"
wait "$asking"
same 200 "$(sort -u "$asked.answers")" "every answer of plain.local"
rm "$asked.answers"
same "$tasks" "$(running_tasks interlock-proxy-us-north)" "the tasks of us-north's proxy"
now footprint_is us-east "$east"
