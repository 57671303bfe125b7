#!/usr/bin/env bash
# `state.sh restore` restores the state that every test except the walkthrough starts from. `state.sh evidence` prints
# the state of the Swarm after a failure.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/swarm/lib.sh
. "$here/lib.sh"

seed_services='demo-east demo-west interlock interlock-ext-us-east interlock-ext-us-west interlock-proxy-us-east interlock-proxy-us-west'

other_services() { docker service ls --format '{{.Name}}' | { grep -vxF "$(tr ' ' '\n' <<<"$seed_services")" || true; }; }

stray_networks() {
  docker network ls --filter scope=swarm --format '{{.Name}}' | { grep -vxE 'ingress|interlock|demo-east|demo-west' || true; }
}

remove_other_services() {
  other_services | xargs -r docker service rm >/dev/null
  stray_networks | xargs -r docker network rm >/dev/null 2>&1 || true
  docker secret ls -q | xargs -r docker secret rm >/dev/null 2>&1 || true
  [[ -z $(stray_networks)$(docker secret ls -q) ]] ||
    { echo "still there: $(stray_networks) $(docker secret ls --format '{{.Name}}')"; false; }
}

original_settings() {
  local used
  used=$(docker service inspect interlock --format '{{(index .Spec.TaskTemplate.ContainerSpec.Configs 0).ConfigName}}')
  [[ $used == service.interlock.conf ]] ||
    use_settings "$used" service.interlock.conf
  docker config ls -q --filter name=service.interlock.conf- | xargs -r docker config rm >/dev/null
}

remove_templates() {
  docker config ls -q --filter name=interlock-custom-template | xargs -r docker config rm >/dev/null
}

no_update_runs() {
  local seen
  seen=$(docker service inspect interlock-proxy-us-east interlock-proxy-us-west \
    --format '{{.Spec.Name}} {{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}')
  ! grep -vE ' (completed|rollback_completed)?$' <<<"$seen"
}

# The cluster has one host, and its proxy has applied the newest revision and the desired configuration.
has_settled() {
  local seen
  seen=$(core_get "/v1/clusters/$1" |
    jq -c '[.hosts, .observed_revision, .applied_revision, .proxy.desired_config, .proxy.applied_config]')
  jq -e '.[0] == 1 and .[1] != null and .[1] == .[2] and .[3] == .[4]' >/dev/null <<<"$seen" || { echo "$1: $seen"; return 1; }
}

at_rest() {
  core_is_ready && no_update_runs && has_settled us-east && has_settled us-west &&
    running_replicas interlock-ext-us-east 1 && running_replicas interlock-ext-us-west 1 &&
    running_replicas interlock-proxy-us-east 1 && running_replicas interlock-proxy-us-west 1 &&
    serves us-east demo-east.local us-east && serves us-west demo-west.local us-west &&
    is_404 us-east demo-west.local && is_404 us-west demo-east.local
}

# Removes an extension service whose arguments or configs a test changed: core would keep these changes.
fresh_extensions() {
  local cluster seen
  for cluster in us-east us-west; do
    seen=$(docker service inspect "interlock-ext-$cluster" --format '{{with .Spec.TaskTemplate.ContainerSpec}}{{.Args}} {{len .Configs}}{{end}}' 2>/dev/null) || true
    [[ -z $seen || $seen == '[-D] 0' ]] || docker service rm "interlock-ext-$cluster" >/dev/null
  done
}

# how_tasks_come polled|pushed: removes SwarmKit's mounts from core, or adds them
how_tasks_come() {
  local mounted
  mounted=$(docker service inspect interlock --format '{{range .Spec.TaskTemplate.ContainerSpec.Mounts}}{{.Target}} {{end}}')
  case $1:$mounted in
    pushed:*${swarmkit_mounts[0]}*) ;;
    pushed:*) push_tasks "${swarmkit_mounts[0]}" ;;
    polled:*${swarmkit_mounts[0]}*) poll_tasks ;;
  esac
}

# restore [polled|pushed]: restores the final state of the walkthrough
restore() {
  local node
  lab up --subnet "$SWARM_SUBNET" --managers "$SWARM_MANAGERS" --workers "$SWARM_WORKERS"
  for node in $(docker node ls --format '{{.Hostname}} {{.Availability}}' | grep -v ' Active$' | cut -d' ' -f1); do
    docker node update --availability active "$node" >/dev/null
  done
  original_settings
  how_tasks_come "${1:-polled}"
  fresh_extensions
  eventually 60 remove_other_services
  eventually 60 remove_templates
  eventually 120 at_rest
}

# Shows whether the proxy failed, or its node's overlay lacks the address of a task.
evidence_of_proxy() {
  local task node container pid
  echo "--- what the overlay of the proxy of $1 has to learn"
  unlearned "$1"
  for task in $(running_tasks "interlock-proxy-$1"); do
    read -r node container pid < <(place_of "$task")
    echo "--- neighbours of the proxy of $1 on $node"
    on "$node" nsenter -t "$pid" --net ip -4 neigh
    echo "--- last lines of the proxy of $1 on $node"
    timeout 10 docker -H "$(lab socket "$node")" logs --tail 30 "$container" 2>&1
  done
}

evidence() {
  local service cluster
  set +e
  exists interlock >/dev/null || core_service=signalbox_core
  echo '--- services'
  docker service ls
  for service in "$core_service" interlock-ext-us-east interlock-ext-us-west interlock-proxy-us-east interlock-proxy-us-west; do
    echo "--- tasks of $service"
    docker service ps --no-trunc --format '{{.ID}} {{.Node}} {{.DesiredState}} {{.CurrentState}} {{.Error}}' "$service"
  done
  echo '--- running tasks of all services'
  docker service ls -q | xargs docker service ps -f desired-state=running --format '{{.ID}} {{.Name}} {{.Node}} {{.CurrentState}}'
  for cluster in us-east us-west; do
    evidence_of_proxy "$cluster"
    echo "--- configuration of $cluster, which began with $(config_of "$cluster")"
    rendered "$cluster"
  done
  echo '--- /v1/status'
  core_get /v1/status
  echo
  echo '--- last lines of core'
  timeout 20 docker service logs --raw --tail 60 "$core_service"
}

"$@"
