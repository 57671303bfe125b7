#!/usr/bin/env bash
# SIGTERM ends core within two seconds, with exit code 0; no proxy changes.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

ended_well() {
  local seen
  seen=$(docker inspect "$1" -f '{{.Status.State}} {{.Status.ContainerStatus.ExitCode}}')
  [[ $seen == 'complete 0' ]] || { echo "$seen"; false; }
}

east=$(footprint us-east)
west=$(footprint us-west)
task=$(core_task)
read -r node pid < <(core_identity)
# Measured on the node, because entering the node takes time too.
# shellcheck disable=SC2016
took=$(on "$node" bash -c '
  began=$EPOCHREALTIME
  kill -TERM "$0"
  while [[ -e /proc/$0 ]] && (( ${EPOCHREALTIME/./} - ${began/./} < 10000000 )); do sleep 0.05; done
  echo $(( (${EPOCHREALTIME/./} - ${began/./}) / 1000 ))' "$pid")
step "it took $took ms"
(( took < 2000 )) || fail "core ends within 2000 ms of SIGTERM" "$took ms"
eventually 20 ended_well "$task"
eventually 60 core_replaced "$task"
stays 3 footprint_is us-east "$east"
now footprint_is us-west "$west"
