#!/usr/bin/env bash
# Starts a small real Swarm on this machine, with Signalbox, two service clusters and two applications.
#
#   deploy/quickstart.sh           builds and starts everything; a second run only does what is missing
#   deploy/quickstart.sh status    lists what runs, and tests the applications
#   deploy/quickstart.sh down      removes the Swarm and everything in it
#
# Its engines run in network namespaces of their own; an engine that this machine already runs is not changed.
# SIGNALBOX_SUBNET=10.88.42 sets the first three numbers of the nodes' addresses.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$here")
state=$top/build/quickstart
subnet=${SIGNALBOX_SUBNET:-10.88.42}
steps=7
# shellcheck source=deploy/quickstart/progress.sh
. "$here/quickstart/progress.sh"
# shellcheck source=deploy/quickstart/steps.sh
. "$here/quickstart/steps.sh"

become_root() {
  if ((EUID == 0)); then return; fi
  command -v sudo >/dev/null || { echo "quickstart: run it as root, or install sudo" >&2; exit 1; }
  exec sudo -- env SIGNALBOX_SUBNET="$subnet" "$0" "$@"
}

# ask NAME NODE: the command of the walkthrough, and its output
ask() {
  local url
  url=http://$(address "$2")/ping
  tell "  \$ curl -H \"Host: $1.local\" $url"
  tell "$dim$(fetch --header "Host: $1.local" "$url" | tr -d '\r')$plain"
}

show_answers() {
  tell "On lb-00 the cluster us-east serves its own application, and none of us-west:"
  ask demo-east lb-00
  ask demo-west lb-00
  tell "On lb-01 it is the other way round:"
  ask demo-west lb-01
  ask demo-east lb-01
}

show_way_on() {
  local core
  core=http://$(address manager):8080
  tell "
${bold}Look at it${plain}
  $core/           a page for people
  $core/metrics    $(fetch --fail "$core/metrics" | grep -vc '^#' || true) series, for Prometheus
  $core/v1/status  the same as JSON

${bold}Go on${plain}
  export DOCKER_HOST=$DOCKER_HOST
  docker service ls
  docker service scale demo-east=3
  docker service logs -f interlock

  ${0} status
  ${0} down"
}

up() {
  local began=$EPOCHREALTIME again="run $0 again; if that does not help: $0 down, then $0"
  as_person mkdir -p "$state"
  open_log "$state/log"
  step "Install what is missing" "apt-get update by hand; is a mirror of Debian reachable?" check_machine
  step "Build the program and the images" "read $top/build/images/images.log" build_images
  step "Start a Swarm of three nodes" "$0 down, then SIGNALBOX_SUBNET=10.88.43 $0" start_swarm
  step "Give every node the images, and the proxies' nodes their labels" "$again" prepare_nodes
  step "Deploy Signalbox" "docker service logs interlock, with the DOCKER_HOST of: $0 status" deploy_core
  step "Pin each cluster's proxy to its node" "$again" pin_proxies
  step "Deploy two applications, and wait until they answer" "$again" deploy_apps
  tell ""
  show_answers
  show_way_on
  tell "
It took $(seconds_since "$began") s. The log: $log"
}

is_up() { [[ -S $(lab socket manager 2>/dev/null | sed 's,^unix://,,') ]]; }

status() {
  exec 3>&1
  is_up || { echo "The quickstart is not up; start it with: $0"; exit 1; }
  use_swarm
  lab nodes
  docker service ls
  show_answers >/dev/null
  show_way_on >/dev/null
}

down() {
  lab down
  rm -rf "$state"
  echo "The quickstart is gone. Packages, and what was compiled in $top/build, are still there."
}

main() {
  case ${1:-up} in
    up|status|down) become_root "$@"; "${1:-up}" ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; [[ $1 == -h || $1 == --help ]] ;;
  esac
}

main "$@"
