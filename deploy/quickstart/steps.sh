# shellcheck shell=bash disable=SC2154
# The steps of the quickstart. Each checks the present state first, so that a second run only does what is missing.

lab() { "$here/lab/lab.sh" "$1" --name quickstart "${@:2}"; }
address() { docker node inspect --format '{{.Status.Addr}}' "$1"; }
exists() { docker "$1" inspect "$2" >/dev/null 2>&1; }
fetch() { curl -sS --noproxy '*' --max-time 5 "$@"; }

# With sudo, build files belong to the calling user, not to root.
as_person() {
  if [[ ${SUDO_UID:-0} != 0 ]]; then sudo -H -u "#$SUDO_UID" -- "$@"; else "$@"; fi
}

check_machine() {
  local free
  [[ $(uname -s) == Linux ]] || { echo "this is not Linux"; return 1; }
  free=$(df --output=avail -k "$here" | tail -n 1)
  ((free > 3000000)) || { echo "$((free / 1000)) MB of disk are free at $here, and 3000 MB are needed"; return 1; }
  "$here/packages.sh" build images engine
}

build_images() {
  follow "$top/build/images/images.log"
  as_person mkdir -p "$state/images"
  as_person "$here/images.sh" --save "$state/images"
}

# The engines outlive this script: an inherited descriptor would keep the caller's pipe open.
start_swarm() {
  lab up --subnet "$subnet" --managers manager --workers "lb-00 lb-01" 3>&-
  use_swarm
}

use_swarm() {
  unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
  DOCKER_HOST=$(lab socket manager)
  export DOCKER_HOST
}

load_images() {
  local file
  for file in "$state"/images/*.tar; do
    lab load "$file"
  done
}

prepare_nodes() {
  load_images
  show docker node update --label-add nodetype=loadbalancer --label-add region=us-east lb-00
  show docker node update --label-add nodetype=loadbalancer --label-add region=us-west lb-01
}

same_config() {
  docker config inspect --format '{{json .Spec.Data}}' service.interlock.conf 2>/dev/null | tr -d '"' | base64 -d |
    cmp -s - "$here/walkthrough.toml"
}

has_no_core() { [[ -z $(docker ps -q --filter label=com.docker.swarm.service.name=interlock) ]]; }

remove_core() {
  docker service rm interlock
  await 30 "the old core has stopped" has_no_core
}

# A Docker config is immutable, and one in use cannot be removed.
create_config() {
  if same_config; then return; fi
  if exists service interlock; then remove_core; fi
  if exists config service.interlock.conf; then docker config rm service.interlock.conf; fi
  show docker config create service.interlock.conf "$here/walkthrough.toml"
}

create_network() {
  exists network "$1" || show docker network create -d overlay "$1"
}

# Same tag, another image: Swarm does not detect it, since no registry returns a digest.
runs_old_image() {
  local node id
  for node in manager lb-00 lb-01; do
    for id in $(DOCKER_HOST=$(lab socket "$node") docker ps -q --filter "label=com.docker.swarm.service.name=$1"); do
      [[ $(DOCKER_HOST=$(lab socket "$node") docker inspect --format '{{.Image}}' "$id") == "$(image_id "$2")" ]] || return 0
    done
  done
  return 1
}

image_id() { docker image inspect --format '{{.Id}}' "$1"; }

# create_service NAME IMAGE CMD…
create_service() {
  local name=$1 image=$2
  shift 2
  if ! exists service "$name"; then show "$@"
  elif runs_old_image "$name" "$image"; then show docker service update --detach --no-resolve-image --force "$name"
  fi
}

core_is_ready() { ! runs_old_image interlock signalbox:latest && fetch --fail "$core/readyz"; }

deploy_core() {
  core=http://$(address manager):8080
  create_config
  create_network interlock
  create_service interlock signalbox:latest docker service create --detach --no-resolve-image \
    --name interlock \
    --mount src=/var/run/docker.sock,dst=/var/run/docker.sock,type=bind \
    --network interlock \
    --constraint node.role==manager \
    --config src=service.interlock.conf,target=/config.toml \
    --publish mode=host,published=8080,target=8080 \
    signalbox:latest -D run -c /config.toml
  await 60 "the core answers at $core/readyz" core_is_ready
}

is_pinned() {
  docker service inspect --format '{{.Spec.TaskTemplate.Placement.Constraints}}' "$1" | grep -q "node.labels.region==$2"
}

pin_proxy() {
  local proxy=interlock-proxy-$1
  await 60 "the core has created $proxy" exists service "$proxy"
  is_pinned "$proxy" "$1" ||
    show docker service update --detach --no-resolve-image \
      --constraint-add node.labels.nodetype==loadbalancer --constraint-add "node.labels.region==$1" "$proxy"
}

# Updated one at a time, the first proxy would wait forever for the port that the other one still has on its node; hence
# --detach.
pin_proxies() {
  pin_proxy us-east
  pin_proxy us-west
}

deploy_app() {
  local app=demo-$1
  create_network "$app"
  create_service "$app" signalbox-demo:latest docker service create --no-resolve-image \
    --name "$app" --network "$app" --detach=true \
    --label "com.docker.lb.hosts=$app.local" --label com.docker.lb.port=8080 \
    --label "com.docker.lb.service_cluster=us-$1" --env "METADATA=us-$1" \
    signalbox-demo:latest
}

status_of() { fetch --output /dev/null --write-out '%{http_code}' --header "Host: $1.local" "http://$(address "$2")/ping"; }
answers() { [[ $(status_of "$1" "$2") == "$3" ]]; }

deploy_apps() {
  deploy_app east
  deploy_app west
  await 90 "demo-east.local answers on lb-00" answers demo-east lb-00 200
  await 90 "demo-west.local answers on lb-01" answers demo-west lb-01 200
  await 30 "demo-west.local is a 404 on lb-00" answers demo-west lb-00 404
  await 30 "demo-east.local is a 404 on lb-01" answers demo-east lb-01 404
}

diagnose() {
  timeout 10 docker service logs --raw --tail 20 interlock
  docker service ls -q | xargs -r docker service ps --format '{{.Name}} on {{.Node}}: {{.CurrentState}} {{.Error}}'
}
