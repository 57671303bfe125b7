#!/usr/bin/env bash
# A change of routes that needs no new network reloads the running proxy: the task and the service spec stay the same.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

version() { docker service inspect interlock-proxy-us-east --format '{{.Version.Index}}'; }
proxy_json() { core_get /v1/clusters/us-east | jq -c ".proxy | $1"; }
every_task_serves() {
  local seen
  seen=$(proxy_json '[.tasks[] | .serves] == [.applied_config] and .applied_config == .desired_config')
  [[ $seen == true ]] || { proxy_json .; false; }
}

west=$(footprint us-west)
tasks=$(all_tasks interlock-proxy-us-east)
before=$(version)
for host in one two three; do
  update --detach=true --label-add "com.docker.lb.hosts=demo-east.local,$host.local" demo-east
  eventually 10 serves us-east "$host.local" us-east
done
update --detach=true --label-add "com.docker.lb.hosts=demo-east.local" demo-east
eventually 10 is_404 us-east three.local
same "$tasks" "$(all_tasks interlock-proxy-us-east)" "the tasks of us-east's proxy"
same "$before" "$(version)" "the version of us-east's proxy service"
now footprint_is us-west "$west"
eventually 5 every_task_serves
same '"on"' "$(proxy_json .hitless)" "hitless"

step "an unknown caller gets 403"
read -r node pid < <(core_identity)
answer=$(on "$node" nsenter -t "$pid" --net curl -sS -m 5 -w '%{http_code}' -o /dev/null \
  --data-binary $'signalbox-agent 1\ntask x\nverdict none\n\n' http://127.0.0.1:8080/v1/agents/us-east)
same 403 "$answer" "the answer to an unknown caller"
