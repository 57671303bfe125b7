#!/usr/bin/env bash
# Without core the proxies keep serving. A proxy task that starts then loads the configuration that its node kept, not
# its bootstrap configuration. A core that returns replaces no task.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

kill_agent() {
  local node pid
  read -r node pid < <(docker inspect "$(running_tasks interlock-proxy-us-east)" \
    -f '{{.NodeID}} {{.Status.ContainerStatus.PID}}')
  on "$(docker node inspect -f '{{.Description.Hostname}}' "$node")" kill -KILL "$pid"
}
another_task() { [[ $(running_tasks interlock-proxy-us-east) != "$1" ]] && exactly_on interlock-proxy-us-east lb-00; }

update --detach=true --label-add "com.docker.lb.hosts=demo-east.local,kept.local" demo-east
eventually 20 serves us-east kept.local us-east
docker service scale --detach=true interlock=0 >/dev/null
eventually 30 running_replicas interlock 0
now serves us-east kept.local us-east

step "the agent is killed, so its task ends"
old=$(running_tasks interlock-proxy-us-east)
kill_agent
eventually 60 another_task "$old"
eventually 10 serves us-east kept.local us-east

step "core is back"
tasks=$(all_tasks interlock-proxy-us-east)
docker service scale --detach=true interlock=1 >/dev/null
eventually 60 core_is_ready
update --detach=true --label-add "com.docker.lb.hosts=demo-east.local" demo-east
eventually 20 is_404 us-east kept.local
same "$tasks" "$(all_tasks interlock-proxy-us-east)" "the tasks of us-east's proxy"
