#!/usr/bin/env bash
# The commands of the page "Implement service clusters" work unchanged on a Swarm of its own: one default cluster
# becomes two, with closed lists of networks. Then a file with an error changes nothing.
set -Eeuo pipefail
lab=$(dirname -- "${BASH_SOURCE[0]}")/../../deploy/lab/lab.sh
SWARM_LAB=${SWARM_LAB:?run this through tests/swarm/run.sh}b
export SWARM_LAB
trap '"$lab" down --name "$SWARM_LAB" >/dev/null' EXIT
nodes='m-00 ucp-node-0 ucp-node-1'
# A subnet beside the one of the Swarm that the other tests share: 10.88.77 and 10.88.177.
"$lab" up --name "$SWARM_LAB" --subnet "${SWARM_SUBNET%.*}.$(( ${SWARM_SUBNET##*.} + 100 ))" \
  --managers m-00 --workers 'ucp-node-0 ucp-node-1' >/dev/null
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/second-seed.sh"
core_service=ucp-interlock

# The page's commands are unchanged, so our images get its image names; whoami listens on 8000.
load_images() {
  local node socket name
  for node in $nodes; do
    socket=$(lab socket "$node")
    for name in signalbox signalbox-demo signalbox-proxy; do
      docker -H "$socket" load -q -i "$SWARM_IMAGES/$name.tar" >/dev/null
    done
    docker -H "$socket" tag signalbox:latest docker/ucp-interlock:3.2.3
    docker -H "$socket" tag signalbox-extension-nginx:latest docker/ucp-interlock-extension:3.2.3
    docker -H "$socket" tag signalbox-proxy:latest docker/ucp-interlock-proxy:3.2.3
    printf 'FROM signalbox-demo\nCMD ["--listen", ":8000"]\n' |
      DOCKER_BUILDKIT=0 docker -H "$socket" build -q -t training/whoami:latest - >/dev/null 2>&1
  done
}

# The page's starting point: Interlock is enabled, with one cluster.
enable_interlock() {
  local node
  for node in $nodes; do docker node update --label-add com.docker.ucp.orchestrator.swarm=true "$node" >/dev/null; done
  docker network create -d overlay ucp-interlock >/dev/null
  docker config create com.docker.ucp.interlock.conf-1 "$here/second-seed.toml" >/dev/null
  docker service create --detach --no-resolve-image --name ucp-interlock --network ucp-interlock \
    --mount type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock --constraint node.role==manager \
    --config source=com.docker.ucp.interlock.conf-1,target=/config.toml --update-failure-action rollback \
    docker/ucp-interlock:3.2.3 -D run -c /config.toml >/dev/null
}

cluster_says() { # CLUSTER FILTER
  local seen
  seen=$(core_get "/v1/clusters/$1" | jq -c "$2")
  [[ $seen == true ]] || { core_get "/v1/clusters/$1" | jq -c '[.extension, .proxy]'; false; }
}
is_gone() { ! exists "$1" >/dev/null || { echo "$1 is still there"; false; }; }
services() { docker service ls --format '{{.Name}}' | sort | tr '\n' ' '; }
networks_of() { # SERVICE: names, but not that of core
  docker service inspect "$1" --format '{{range .Spec.TaskTemplate.Networks}}{{.Target}}{{"\n"}}{{end}}' |
    xargs -n 1 docker network inspect --format '{{.Name}}' | grep -v '^ucp-interlock$' | sort | tr '\n' ' '
}
# plan FILE-TEXT: the steps that signalbox plan prints in core's container
plan() {
  in_task "$(core_task)" signalbox plan --json -c /dev/stdin <<<"$1" |
    jq -r '.steps[] | "\(.cluster) \(.kind) \(.step)"' | sort | tr '\n' ';'
}
# curl_at NODE HOST: the page's command
curl_at() { curl -sS -m 3 -H "Host: $2" "http://$(lab addr "$1")"; }
is_answered_by() { # NODE HOST SERVICE
  local seen container
  read -r _ container _ < <(place_of "$(running_tasks "$3")")
  seen=$(curl_at "$1" "$2" 2>&1)
  [[ $seen == *"${container:0:12}"* ]] || { echo "$2 at $1: $seen; expected container ${container:0:12}"; false; }
}
fails_at() { # NODE HOST
  local seen
  seen=$(curl -s -m 3 -o /dev/null -w '%{http_code}' -H "Host: $2" "http://$(lab addr "$1")")
  [[ $seen == 404 || $seen == 503 ]] || { echo "$2 at $1: $seen"; false; }
}

step "one default cluster"
load_images
enable_interlock
eventually 60 core_is_ready
eventually 60 cluster_says default '.extension.service.state == "connected"'
eventually 60 running_replicas ucp-interlock-proxy 2

step "the page: labels, networks, the file"
page_labels
edited=$(page_dump | page_edits)
same "default extension remove;default proxy remove;east extension create;east proxy create;west extension create;west proxy create;" \
  "$(plan "$edited")" "the plan"
page_update <<<"$edited"
eventually 60 core_is_ready
eventually 60 is_gone ucp-interlock-proxy
eventually 60 is_gone ucp-interlock-extension
eventually 60 running_replicas ucp-interlock-proxy-east 1
eventually 60 running_replicas ucp-interlock-proxy-west 1
eventually 60 running_replicas ucp-interlock-extension-east 1
eventually 60 running_replicas ucp-interlock-extension-west 1
same 'ucp-interlock ucp-interlock-extension-east ucp-interlock-extension-west ucp-interlock-proxy-east ucp-interlock-proxy-west ' \
  "$(services)" "the list of services"
same 'eastnet ' "$(networks_of ucp-interlock-proxy-east)" "where the eastern proxy is"
same 'westnet ' "$(networks_of ucp-interlock-proxy-west)" "where the western proxy is"
same east "$(docker service inspect ucp-interlock-extension-east --format '{{.Spec.Labels.ext_region}}')" "ext_region"
same west "$(docker service inspect ucp-interlock-proxy-west --format '{{.Spec.Labels.proxy_region}}')" "proxy_region"

same "east extension nothing;east proxy nothing;west extension nothing;west proxy nothing;" "$(plan "$edited")" "the plan"

step "the page: two applications"
tasks=$(all_tasks ucp-interlock-proxy-east)
page_applications
eventually 30 is_answered_by ucp-node-0 demo.A demoeast
eventually 30 is_answered_by ucp-node-1 demo.B demowest
now fails_at ucp-node-1 demo.A
now fails_at ucp-node-0 demo.B
same "$tasks" "$(all_tasks ucp-interlock-proxy-east)" "the eastern proxy's tasks"

step "a file that core refuses changes nothing"
before=$(services; all_tasks ucp-interlock-proxy-east; all_tasks ucp-interlock-proxy-west)
page_update <<<"${edited/PublishedPort = 80/PublishedPort = \"eighty\"}" || true
rolled_back() {
  [[ $(docker service inspect ucp-interlock --format '{{.UpdateStatus.State}}') == rollback_completed ]] && core_is_ready
}
eventually 60 rolled_back
eventually 60 is_answered_by ucp-node-0 demo.A demoeast
same "$before" "$(services; all_tasks ucp-interlock-proxy-east; all_tasks ucp-interlock-proxy-west)" "what runs"
