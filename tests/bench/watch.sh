#!/usr/bin/env bash
# Measures the watcher on a real Swarm, and prints a table:
#
#   time from a task running on another node to a published view (Swarm's own time stamp → `/v1/clusters/…`)
#   CPU time of the engine with a watcher and SERVICES services, compared with the same engine without one
#
#   tests/bench/watch.sh [--runs 20] [--services 150] [--seconds 30]
#
# Needs a built core (build/ci or SIGNALBOX=PATH) and deploy/images.sh. The time includes this script's own polling, one
# request after another.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/bench/figures.sh
. "$here/figures.sh"
top=$(cd -- "$here/../.." && pwd)
lab=$top/deploy/lab/lab.sh
core=${SIGNALBOX:-$top/build/ci/adapters/cli/signalbox}
runs=20 services=150 seconds=30
work=$(mktemp -d)
core_pid=''

while (( $# )); do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    --services) services=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

clean_up() {
  stop_core
  "$lab" down --name bench >/dev/null 2>&1 || true
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_core() {
  "$core" run -c "$work/config.toml" >"$work/core.log" 2>&1 &
  core_pid=$!
  for _ in {1..200}; do
    curl -fsS -m 1 http://127.0.0.1:18099/readyz >/dev/null 2>&1 && return
    sleep 0.05
  done
  echo "the core did not become ready:" >&2; tail "$work/core.log" >&2; exit 1
}

stop_core() {
  [[ -n $core_pid ]] || return 0
  kill "$core_pid" 2>/dev/null || true
  wait "$core_pid" 2>/dev/null || true
  core_pid=''
}

prepare() {
  "$lab" up --name bench --subnet 10.88.61 --managers "m-00" --workers "w-00 w-01"
  "$top/deploy/images.sh" --only demo --save "$work" >"$work/images.log" 2>&1
  "$lab" load --name bench "$work/signalbox-demo.tar" >/dev/null
  DOCKER_HOST=$("$lab" socket --name bench m-00)
  export DOCKER_HOST
  # A service takes an address too: 254 are too few for 150 services with a task each.
  docker network create -d overlay --subnet 10.89.0.0/20 apps >/dev/null
  # A cluster without proxies, because only the watcher is measured.
  cat >"$work/config.toml" <<EOF
ListenAddr = "127.0.0.1:18099"
DockerURL = "$DOCKER_HOST"
[Extensions.bench]
ServiceCluster = "bench"
ProxyReplicas = 0
Networks = ["apps"]
EOF
}

create() { # NAME REPLICAS
  docker service create -d --no-resolve-image --name "$1" --replicas "$2" --network apps \
    --constraint node.role==worker --label "com.docker.lb.hosts=$1.local" --label com.docker.lb.port=8080 \
    --label com.docker.lb.service_cluster=bench --stop-grace-period 1s signalbox-demo:latest >/dev/null
}

# Prints milliseconds from *running* to the first answer with the target.
one_run() {
  local name=$1 seen running
  create "$name" 1
  while :; do
    if curl -fsS -m 2 "http://127.0.0.1:18099/v1/services/$name" 2>/dev/null |
      jq -e '.services[0].targets == 1' >/dev/null 2>&1; then
      seen=$(date +%s%N)
      break
    fi
  done
  running=$(docker inspect --format '{{.Status.Timestamp.UnixNano}}' "$(docker service ps -q "$name" | head -1)")
  docker service rm "$name" >/dev/null
  echo $(( (seen - running) / 1000000 ))
}

# Milliseconds of CPU a second of the manager's engine.
engine_load() {
  local pid before after
  pid=$(pgrep -f -o "dockerd.*lab/bench/m-00/")
  before=$(ticks "$pid")
  sleep "$seconds"
  after=$(ticks "$pid")
  cpu_of $(( after - before )) "$seconds"
}

await_services() {
  local deadline=$(( SECONDS + 600 )) running
  while running=$(docker service ls --format '{{.Replicas}}' | grep -c '^1/1') || true; (( running < services )); do
    (( SECONDS < deadline )) || { echo "only $running of $services services run after 10 minutes" >&2; exit 1; }
    sleep 2
  done
}

prepare
start_core
for (( i = 0; i < runs; i++ )); do one_run "run-$i"; done >"$work/times"
stop_core

for (( i = 0; i < services; i++ )); do create "idle-$i" 1; done
await_services
sleep 10
alone=$(engine_load)
start_core
sleep 5
watched=$(engine_load)

echo
echo "| watcher on a real Swarm (median of $runs) | |"
echo "|---|---|"
echo "| task on another node runs → in a published view: min / median / max | $(percentile 0 <"$work/times") / $(percentile 0.5 <"$work/times") / $(percentile 1 <"$work/times") ms |"
echo "| engine's CPU with $services services, left alone | $alone ms/s |"
echo "| engine's CPU with $services services, watched at PollInterval 3s | $watched ms/s |"
