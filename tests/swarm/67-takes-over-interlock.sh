#!/usr/bin/env bash
# Core takes over, in place and under traffic, a proxy service that Interlock created: the same service, one update, and
# the operator's settings stay. Interlock's config objects stay until somebody removes them.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

proxy=interlock-proxy-us-east
id() { docker service inspect "$1" --format '{{.ID}}'; }
spec() { docker service inspect "$proxy" --format "$1"; } # TEMPLATE

# A configuration in Interlock's format: one upstream per host, `up-HOST`, with the tasks' addresses.
left_text() {
  local address
  address=$(docker inspect "$(running_tasks demo-east)" -f \
    '{{range .NetworksAttachments}}{{.Network.Spec.Name}} {{index .Addresses 0}}{{"\n"}}{{end}}' |
    sed -n 's,^demo-east \([^/]*\).*,\1,p')
  cat <<EOF
user nginx;
worker_processes 1;
pid /var/run/proxy.pid;
events { worker_connections 1024; }
http {
  add_header x-server-info "interlock/3.0.0 (27b903b2) linux/amd64";
  server { listen 80 default_server; server_name _; location / { return 503; } }
  upstream up-demo-east.local { zone up-demo-east.local_backend 64k; server $address:8080; }
  server { listen 80; server_name demo-east.local; location / { proxy_pass http://up-demo-east.local; } }
}
EOF
}

interlock_leaves() {
  left_text | docker config create com.docker.interlock.proxy.4x2qkz0 - >/dev/null
  docker service create --name interlock-ext-us-east --label type=com.docker.interlock.core.extension \
    --network interlock --detach --no-resolve-image ehazlett/docker-demo >/dev/null
  docker service create --name "$proxy" --detach --no-resolve-image --replicas 1 \
    --label type=com.docker.interlock.core.proxy --label com.docker.ucp.InstanceID=abc --container-label own=kept \
    --config source=com.docker.interlock.proxy.4x2qkz0,target=/etc/nginx/nginx.conf --network demo-east \
    --publish mode=host,published=80,target=80 --publish mode=host,published=443,target=443 \
    --constraint node.labels.nodetype==loadbalancer --constraint node.labels.region==us-east \
    --stop-signal SIGQUIT --stop-grace-period 5s --update-failure-action rollback --update-delay 2s \
    --limit-memory 256m nginx:alpine >/dev/null
}

by_interlock() {
  local seen
  seen=$(curl -sS -m 3 -i -H 'Host: demo-east.local' "http://$(lab addr lb-00)/ping" 2>&1)
  [[ $seen == *' 200 '*x-server-info:\ interlock/3* ]] || { echo "$seen"; false; }
}

# Sends a request every 50 ms until the file `stop` exists, and prints `MILLISECONDS CODE` for each.
traffic() {
  local to
  to=http://$(lab addr lb-00)/ping
  while [[ ! -e $work/stop ]]; do
    echo "$(milliseconds) $(curl -sS -m 2 -o /dev/null -w '%{http_code}' -H 'Host: demo-east.local' "$to" 2>/dev/null)"
    sleep 0.05
  done
}

served_by_agent() {
  local seen
  seen=$(core_get /v1/clusters/us-east | jq -c '.proxy | [.health, .hitless, (.tasks | length), .tasks[].serves == .desired_config]')
  [[ $seen == '["ok","on",1,true]' ]] || { echo "$seen"; false; }
}

# Core works until its container ends, even if its service is removed.
core_ended() { # NODE
  local seen
  seen=$(docker -H "$(lab socket "$1")" ps -q --filter label=com.docker.swarm.service.name=interlock)
  [[ -z $seen ]] || { echo "$seen"; false; }
}
volume_removed() { docker -H "$(lab socket lb-00)" volume rm -f "$proxy-kept"; }

work=$(mktemp -d)
trap 'touch "$work/stop"; wait; rm -rf "$work"' EXIT

step "core and its services of us-east are removed; those that Interlock leaves are created"
west=$(footprint us-west)
read -r node _ <<<"$(core_identity)"
docker service rm interlock >/dev/null
eventually 60 core_ended "$node"
docker service rm "$proxy" interlock-ext-us-east >/dev/null
eventually 60 volume_removed
interlock_leaves
eventually 60 by_interlock
before=$(id "$proxy")

step "core starts in place of Interlock's; Interlock's extension is removed by hand"
traffic >"$work/answers" &
sleep 1
docker service rm interlock-ext-us-east >/dev/null
docker service create --name interlock --detach --no-resolve-image \
  --mount src=/var/run/docker.sock,dst=/var/run/docker.sock,type=bind --network interlock \
  --constraint node.role==manager --config src=service.interlock.conf,target=/config.toml \
  interlockpreview/interlock:2.0.0-preview -D run -c /config.toml >/dev/null
eventually 60 core_is_ready
eventually 90 served_by_agent
eventually 30 serves us-east demo-east.local us-east
sleep 1
touch "$work/stop"
wait

step "the same service with its settings"
same "$before" "$(id "$proxy")" "the id of $proxy"
same "abc kept 268435456" "$(spec '{{index .Spec.Labels "com.docker.ucp.InstanceID"}} {{index .Spec.TaskTemplate.ContainerSpec.Labels "own"}} {{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}}')" \
  "what an operator gave it"
lacks "$(spec '{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{.ConfigName}} {{end}}')" 4x2qkz0 "the mounted configurations"
same us-east "$(spec '{{index .Spec.Labels "com.docker.interlock.cluster"}}')" "its cluster"
now exactly_on "$proxy" lb-00
now footprint_is us-west "$west"

step "a change is a reload"
task=$(running_tasks "$proxy")
docker service update --detach --quiet --label-add com.docker.lb.hosts=demo-east.local,more.local demo-east >/dev/null
eventually 30 serves us-east more.local us-east
same "$task" "$(running_tasks "$proxy")" "the proxy's task"
docker service update --detach --quiet --label-add com.docker.lb.hosts=demo-east.local demo-east >/dev/null
eventually 30 is_404 us-east more.local

step "failed requests, longest gap, and Interlock's config object"
read -r requests failed gap < <(awk '{ n++ } $2 == 200 { if (bad) { d = $1 - since; if (d > gap) gap = d } bad = 0; next }
  { f++; if (!bad) since = $1; bad = 1 } END { print n, f + 0, gap + 0 }' "$work/answers")
echo "$requests requests, $failed failed, longest gap $gap ms (one task in host mode, replaced once)"
(( requests > 40 && gap < 20000 )) || fail "a gap below 20 s" "$(tail -n 50 "$work/answers")"
docker config inspect com.docker.interlock.proxy.4x2qkz0 >/dev/null
docker config rm com.docker.interlock.proxy.4x2qkz0 >/dev/null
