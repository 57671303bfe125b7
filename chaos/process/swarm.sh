# shellcheck shell=bash disable=SC2154  # top, work, build, images and lab are run.sh's
# The Swarm of the harness: three managers, two workers, two load balancers in us-east and one in us-west.

managers=(m-00 m-01 m-02)
balancers_of() { if [[ $1 == us-east ]]; then echo lb-00 lb-02; else echo lb-01; fi; }

bring_up() {
  "$lab" down --name "$SWARM_LAB" >/dev/null
  "$lab" up --name "$SWARM_LAB" --subnet "$SWARM_SUBNET" --managers "${managers[*]}" --workers 'w-00 w-01 lb-00 lb-01 lb-02'
  # shellcheck source=tests/swarm/lib.sh
  . "$top/tests/swarm/lib.sh"
  local pids=() pid
  "$lab" load --name "$SWARM_LAB" "$images/signalbox.tar" "${managers[@]}" & pids+=($!)
  "$lab" load --name "$SWARM_LAB" "$images/signalbox-demo.tar" w-00 w-01 & pids+=($!)
  "$lab" load --name "$SWARM_LAB" "$images/newest/signalbox-proxy.tar" lb-00 lb-01 lb-02 & pids+=($!)
  for pid in "${pids[@]}"; do wait "$pid"; done
}

# Starts a gate for each manager. It runs outside of the node, so that it still runs when the node was down.
open_gates() {
  local node folder
  for node in "${managers[@]}"; do
    folder=$(gate_folder "$node")
    mkdir -p "$folder"
    "$build/chaos/process/chaos_gate" "$folder/docker.sock" "$(socket_of "$node")" us-east 10000 "$work/slow" &
    helpers+=($!)
    show_gate "$node"
  done
}
socket_of() { local url; url=$(lab socket "$1"); echo "${url#unix://}"; }
gate_folder() { echo "$(dirname -- "$(socket_of "$1")")/gate"; }
# The node has an empty /opt after each start.
show_gate() { on "$1" ln -sfn "$(gate_folder "$1")" /opt/gate; }

start_core() {
  docker config create core.toml "$top/chaos/process/core.toml" >/dev/null
  docker network create -d overlay interlock >/dev/null
  docker service create -d --quiet --no-resolve-image --name interlock --network interlock \
    --constraint node.role==manager --config src=core.toml,target=/config.toml \
    --mount type=bind,src=/opt/gate,dst=/gate --restart-delay 1s \
    signalbox:latest run --chaos -c /config.toml >/dev/null
}

# Two applications per cluster: `us-west-app` gets requests all the time and is relabelled, `us-west-more` is scaled.
start_applications() {
  local cluster
  docker node update --label-add region=us-east lb-00 >/dev/null
  docker node update --label-add region=us-east lb-02 >/dev/null
  docker node update --label-add region=us-west lb-01 >/dev/null
  for cluster in us-east us-west; do
    docker network create -d overlay "$cluster-net" >/dev/null
    application "$cluster" "$cluster-app" --replicas 2
    application "$cluster" "$cluster-more"
  done
}
application() { # CLUSTER NAME ARGS…
  local cluster=$1 name=$2
  shift 2
  docker service create -d --quiet --no-resolve-image --name "$name" --network "$cluster-net" --stop-grace-period 2s \
    --constraint node.role==worker --constraint node.hostname!=lb-00 --constraint node.hostname!=lb-01 \
    --constraint node.hostname!=lb-02 --label "com.docker.lb.hosts=$name.local" --label com.docker.lb.port=8080 \
    --label "com.docker.lb.service_cluster=$cluster" "$@" signalbox-demo:latest >/dev/null
}

# answers_at NODE HOST
answers_at() {
  local seen
  seen=$(curl -sS -o /dev/null -m 2 -w '%{http_code}' -H "Host: $2" "http://$(lab addr "$1")/ping" 2>&1)
  [[ $seen == 200 ]] || { echo "$2 at $1: $seen"; false; }
}
answers_everywhere() { # CLUSTER HOST
  local node
  for node in $(balancers_of "$1"); do answers_at "$node" "$2" || return 1; done
}

# The names that must be the same at the end. Config objects change; `configs_of` counts them.
object_names() {
  docker service ls --format 'service {{.Name}}' | sort
  docker network ls --filter scope=swarm --format 'network {{.Name}}' | sort
  docker secret ls --format 'secret {{.Name}}' | sort
}
configs_of() { docker config ls --filter "name=com.docker.interlock.proxy.$1." -q | wc -l; }

# is_settled: core reports that every actor runs and that every cluster serves the newest view
is_settled() {
  local seen
  seen=$(core_get /v1/status) || { echo "$seen"; return 1; }
  jq -e '.ready and .watcher.health == "ok" and all(.actors[]; .state == "running")
    and all(.clusters[]; .proxy.health == "ok" and .applied_revision == .observed_revision
                         and .proxy.tasks_running == .proxy.replicas)' <<<"$seen" >/dev/null ||
    { jq -c '{ready, watcher: .watcher.why, actors: [.actors[] | select(.state != "running")],
              clusters: [.clusters[] | {id, observed_revision, applied_revision, proxy: .proxy.why}]}' <<<"$seen"; false; }
}

# While there are changes, some cluster is always behind. Healed means then: every actor runs, and every cluster serves the
# view that it had observed before, or a later one.
seen_by_now() { core_get /v1/status | jq -ce '[.clusters[] | {key: .id, value: .observed_revision}] | from_entries'; }
caught_up() { # WITH
  local seen
  seen=$(core_get /v1/status) || { echo "$seen"; return 1; }
  jq -e --argjson with "$1" 'def order: (. // "0.0") | split(".") | map(tonumber);
    .ready and all(.actors[]; .state == "running")
    and all(.clusters[]; (.applied_revision | order) >= ($with[.id] | order))' <<<"$seen" >/dev/null ||
    { jq -c --argjson with "$1" '{ready, with: $with, actors: [.actors[] | select(.state != "running")],
                clusters: [.clusters[] | {id, applied_revision, proxy: .proxy.why}]}' <<<"$seen"; false; }
}

prepare() {
  bring_up
  open_gates
  start_core
  start_applications
  eventually 120 answers_everywhere us-east us-east-app.local
  eventually 120 answers_everywhere us-west us-west-app.local
  eventually 60 is_settled
}
