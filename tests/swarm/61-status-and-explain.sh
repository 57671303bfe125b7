#!/usr/bin/env bash
# `signalbox status`, `history` and `explain`, as text and as JSON, report which services are routed, which are not, and
# why. The exit code agrees with the text.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

in_core() { in_task "$(core_task)" "$@" </dev/null; } # CMD…: in core's container

# ends CODE TEXT WORDS…: `signalbox WORDS` exits with CODE, and prints TEXT
ends() {
  local code=$1 text=$2 status=0 said
  shift 2
  said=$(in_core signalbox "$@" 2>&1) || status=$?
  [[ $status == "$code" && $said == *"$text"* ]] || { printf 'code %s: %s\n' "$status" "$said"; false; }
}

fits() { awk 'length > 100 { print; bad = 1 } END { exit bad }' <<<"$1" || fail "lines of at most 100 columns" "$1"; }

step "all is well"
eventually 30 ends 0 "Nothing is wrong." status
status=$(in_core signalbox status)
contains "$status" "us-east  interlock-proxy-us-east  1 of 1   current        1 of 1  1      1" "status"
fits "$status"
same "$(core_get /v1/clusters | jq -r '.clusters[].id')" \
  "$(in_core signalbox status --json | jq -r '.clusters[].id')" "the clusters for programs"
contains "$(in_core signalbox history)" "us-east/proxy" "history"
fits "$(in_core signalbox history)"

step "a routed service: explain shows the Swarm's task and address"
eventually 10 ends 0 "demo-east is routed by cluster us-east, and every proxy task serves it." explain demo-east
explained=$(in_core signalbox explain demo-east --json | jq '.explanations[0]')
task=$(running_tasks demo-east)
address=$(docker inspect "$task" -f '{{range .NetworksAttachments}}{{.Network.Spec.Name}}={{index .Addresses 0}}{{"\n"}}{{end}}' |
  sed -n 's/^demo-east=\([^/]*\).*/\1/p')
same "$task $address:8080" "$(jq -r '.tasks.list[] | "\(.task) \(.target)"' <<<"$explained")" "the target"
same "$(running_tasks interlock-proxy-us-east) true" \
  "$(jq -r '.proxy.tasks.list[] | "\(.task) \(.current)"' <<<"$explained")" "what the proxy's task serves"
in_core signalbox explain demo-east
fits "$(in_core signalbox explain demo-east)"

step "services with a shared host, with a bad label, without a cluster, without tasks"
app sharer us-east --label com.docker.lb.hosts=demo-east.local --label com.docker.lb.context_root=/more
app bad us-east --label com.docker.lb.port=http
app lost us-noth
app idle us-east --replicas 0
eventually 60 ends 0 "other paths: / demo-east" explain sharer
eventually 10 ends 0 "/more sharer" explain demo-east
eventually 30 ends 1 "com.docker.lb.port: 'http' does not fit" explain bad
eventually 10 ends 1 'no cluster has ServiceCluster = "us-noth"' explain lost
eventually 30 ends 1 "clients get 503" explain idle
eventually 10 ends 1 "did you mean sharer?" explain shaarer
eventually 10 ends 1 "signalbox explain bad" status
fits "$(in_core signalbox status || true)"

step "labels on the containers instead of the service"
docker service create --name inner --network demo-east --detach=true --no-resolve-image --replicas 0 \
  --container-label com.docker.lb.port=8080 ehazlett/docker-demo >/dev/null
eventually 30 ends 1 "are in the container's spec" explain inner
eventually 10 ends 1 "docker service update --label-add LABEL=VALUE inner" explain inner

step "a task that cannot start"
docker service update --detach --quiet --replicas 1 --constraint-add node.labels.nowhere==here idle >/dev/null
eventually 30 ends 1 "Swarm has not found a node for it" explain idle

step "core cannot be reached"
eventually 10 ends 3 "cannot be asked" status --core http://127.0.0.1:1
