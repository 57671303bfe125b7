#!/usr/bin/env bash
# Measures the CPU time of the manager's engine while tasks change, with a given number of services: without core, with
# a core that polls every second and every three, and with a core to which SwarmKit pushes tasks. Prints a table.
#
#   tests/bench/engine.sh [--services '150 1000'] [--changes 10] [--seconds 30]
#
# No node can run the tasks, so that many fit on one machine; Swarm creates, schedules and removes them all the same.
# CHANGES a second services are scaled from one task to two or back, whose cost for the engine is in all columns.
# Needs root and a built core (SIGNALBOX, default build/ci).
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/bench/figures.sh
. "$here/figures.sh"
top=$(cd -- "$here/../.." && pwd)
lab=$top/deploy/lab/lab.sh
core=${SIGNALBOX:-$top/build/ci/adapters/cli/signalbox}
sizes='150 1000' changes=10 seconds=30 have=0
work=$(mktemp -d)
core_pid='' changer=''

while (( $# )); do
  case $1 in
    --services) sizes=$2; shift 2 ;;
    --changes) changes=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

end() { # PID
  [[ -n $1 ]] || return 0
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
clean_up() {
  end "$changer"
  end "$core_pid"
  "$lab" down --name engine-bench >/dev/null 2>&1 || true
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

prepare() {
  "$lab" up --name engine-bench --subnet 10.88.64 --managers m-00 --workers ''
  DOCKER_HOST=$("$lab" socket --name engine-bench m-00)
  export DOCKER_HOST
  engine=$(pgrep -f -o 'dockerd.*lab/engine-bench/m-00/')
  docker network create -d overlay --subnet 10.89.0.0/19 apps >/dev/null
}

more_services() { # COUNT
  for (( ; have < $1; have++ )); do
    docker service create -d --no-resolve-image --name "app-$have" --network apps --constraint node.labels.nowhere==true \
      --label "com.docker.lb.hosts=app-$have.local" --label com.docker.lb.port=8080 \
      --label com.docker.lb.service_cluster=bench none:latest >/dev/null
  done
}

api() { curl -sS --fail-with-body --unix-socket "${DOCKER_HOST#unix://}" "http://engine/v1.41$1" "${@:2}"; }

# Runs until it is killed: CHANGES a second, each of the next service.
change_tasks() {
  local i=0 next=${EPOCHREALTIME/[.,]/} body
  while :; do
    body=$(api "/services/app-$(( i++ % have ))")
    api "/services/$(jq -r .ID <<<"$body")/update?version=$(jq .Version.Index <<<"$body")" -H 'Content-Type: application/json' \
      --data-binary "$(jq -c '.Spec | .Mode.Replicated.Replicas = 3 - .Mode.Replicated.Replicas' <<<"$body")" >/dev/null
    echo >>"$work/changes"
    next=$(( next + 1000000 / changes ))
    while (( ${EPOCHREALTIME/[.,]/} < next )); do sleep 0.005; done
  done
}

start_core() { # INTERVAL pushed|polled
  local mounts=''
  [[ $2 == polled ]] || mounts=/proc/$engine/root
  cat >"$work/config.toml" <<END
ListenAddr = "127.0.0.1:18098"
DockerURL = "$DOCKER_HOST"
PollInterval = "$1"
SwarmControlSocket = "${mounts:+$mounts/run/docker/swarm/control.sock}"
SwarmCertificates = "$mounts/var/lib/docker/swarm/certificates"
[Extensions.bench]
ServiceCluster = "bench"
ProxyReplicas = 0
Networks = ["apps"]
END
  "$core" run -c "$work/config.toml" >"$work/core.log" 2>&1 &
  core_pid=$!
  for _ in {1..200}; do
    curl -s -m 1 http://127.0.0.1:18098/v1/status 2>/dev/null |
      jq -e --arg how "$2" '.ready and .watcher.tasks_pushed == ($how == "pushed")' >/dev/null && return
    sleep 0.1
  done
  echo "core did not become ready, or tasks do not come $2:" >&2
  tail "$work/core.log" >&2
  exit 1
}

# Prints milliseconds of CPU a second of the engine, and of core if it runs.
load() {
  local engine_before core_before=0 core_after=0
  sleep 5 # excludes the cost of the start
  engine_before=$(ticks "$engine")
  [[ -z $core_pid ]] || core_before=$(ticks "$core_pid")
  sleep "$seconds"
  [[ -z $core_pid ]] || core_after=$(ticks "$core_pid")
  echo "$(cpu_of $(( $(ticks "$engine") - engine_before )) "$seconds")$(
    [[ -z $core_pid ]] || echo " ($(cpu_of $(( core_after - core_before )) "$seconds"))")"
}

prepare
echo
echo "| services, services changed a second | engine alone | polled every 1 s (core) | polled every 3 s (core) | pushed (core) |"
echo "|---|---|---|---|---|"
for size in $sizes; do
  more_services "$size"
  : >"$work/changes"
  began=$EPOCHSECONDS
  change_tasks 2>/dev/null & changer=$!
  row=$(load)
  for how in '1s polled' '3s polled' '3s pushed'; do
    # shellcheck disable=SC2086  # two words
    start_core $how
    row+=" | $(load)"
    end "$core_pid"
    core_pid=''
  done
  end "$changer"
  changer=''
  echo "| $size, $(( $(wc -l <"$work/changes") / (EPOCHSECONDS - began) )) | $row |"
done
echo
echo "Milliseconds of CPU a second."
