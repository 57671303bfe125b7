#!/usr/bin/env bash
# Measures on a real Swarm how a change of routes affects the traffic, with and without HitlessServiceUpdate in one run:
#
#   latency   from `docker service update --label-add …hosts=…` to the first correct answer, with 1, 4 and 16 networks;
#             and with 16, of changes without pauses
#   load      failed requests while 300 changes are applied under kept and one-shot connections and long downloads
#   large     the latency of a cluster with 5,000 hosts
#   arrival   from a new application's task running on another node to its first correct answer
#   rolling   failed requests while an application of 2 and of 6 replicas is updated, stop-first and start-first, whose
#             tasks are slow at SIGTERM, and whose tasks exit at once
#   tls       failed requests over HTTPS while 60 changes are applied
#   socket    whether a websocket stays open during 50 changes
#   dns       failed requests and reloads while a service with backend_mode=dns is scaled from 3 tasks to 30 and back
#
# `arrival` and `rolling` with tasks polled, and with tasks pushed by SwarmKit.
#
#   tests/bench/hitless.sh [--only latency,load,large,arrival,rolling,tls,socket,dns] [--runs 30] [--changes 300]
#                          [--suite forky] [--json FILE]
#
# Two clusters of one proxy each, in host mode: `new` is hitless, `old` has HitlessServiceUpdate = false. The proxies
# run nginx of that suite of Debian, because 1.27.4 and later keep connections over a reload. Needs root, a built core
# and load generator (SIGNALBOX_BUILD, default build/ci), and downloads packages.
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/bench/figures.sh
. "$here/figures.sh"
top=$(cd -- "$here/../.." && pwd)
# shellcheck source=tests/bench/connections.sh
. "$here/connections.sh"
lab=$top/deploy/lab/lab.sh
build=${SIGNALBOX_BUILD:-$top/build/ci}
load=$build/tests/bench/load
first_answer=$build/tests/bench/first_answer
only=latency,load,large,arrival,rolling,tls,socket,dns runs=30 changes=300 suite=forky json=''
bench_lab=${SIGNALBOX_BENCH_LAB:-hitless}
work=$(mktemp -d)

while (( $# )); do
  case $1 in
    --only) only=$2; shift 2 ;;
    --runs) runs=$2; shift 2 ;;
    --changes) changes=$2; shift 2 ;;
    --suite) suite=$2; shift 2 ;;
    --json) json=$2; shift 2 ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

clean_up() {
  "$lab" down --name "$bench_lab" >/dev/null 2>&1 || true
  rm -rf -- "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

wants() { [[ ,$only, == *,$1,* ]]; }
milliseconds() { echo $(( ${EPOCHREALTIME/[.,]/} / 1000 )); }

# row NAME KEY=VALUE…: an entry of the table and of the JSON
rows=()
row() {
  local name=$1 pair fields=''
  shift
  printf '%-34s' "$name"
  for pair in "$@"; do
    printf '  %s %s' "${pair%%=*}" "${pair#*=}"
    fields+=",\"${pair%%=*}\":${pair#*=}"
  done
  printf '\n'
  rows+=("{\"what\":\"$name\"$fields}")
}

block() { # NAME HITLESS PORT
  cat <<EOF
[Extensions.$1]
ServiceCluster = "$1"
ProxyServiceName = "proxy-$1"
ProxyImage = "signalbox-proxy:latest"
ProxyConstraints = ["node.hostname==lb-00"]
PublishMode = "host"
PublishedPort = $3
PublishedSSLPort = $(( $3 + 10 ))
HitlessServiceUpdate = $2
[Extensions.$1.Config]
Version = "1.27.4"
EOF
}

prepare() {
  "$lab" up --name "$bench_lab" --subnet "${SIGNALBOX_BENCH_SUBNET:-10.88.62}" --managers m-00 --workers 'w-00 w-01 lb-00'
  "$top/deploy/images.sh" --only signalbox,demo --save "$work" --build-dir "$build" >"$work/images.log" 2>&1
  "$top/deploy/images.sh" --only proxy --proxy-suite "$suite" --save "$work" >>"$work/images.log" 2>&1
  local tar
  for tar in signalbox signalbox-demo signalbox-proxy; do "$lab" load --name "$bench_lab" "$work/$tar.tar" >/dev/null; done
  DOCKER_HOST=$("$lab" socket --name "$bench_lab" m-00)
  export DOCKER_HOST
  lb=$("$lab" addr --name "$bench_lab" lb-00)
  docker network create -d overlay interlock >/dev/null
  { block new true 8001; block old false 8002; } | docker config create core.toml - >/dev/null
  docker service create -d --no-resolve-image --name interlock --network interlock --constraint node.role==manager \
    --config src=core.toml,target=/config.toml --mount type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock \
    --publish mode=host,published=8080,target=8080 signalbox:latest run -c /config.toml >/dev/null
}

# tasks_come polled|pushed: core with or without SwarmKit's mounts
tasks_come() {
  local folder change=()
  for folder in /run/docker/swarm /var/lib/docker/swarm/certificates; do
    if [[ $1 == pushed ]]; then change+=(--mount-add "type=bind,src=$folder,dst=$folder,readonly")
    else change+=(--mount-rm "$folder"); fi
  done
  docker service update -d --quiet --no-resolve-image "${change[@]}" interlock >/dev/null
  wait_for 60 watcher_says "$1"
  sleep 3
}
watcher_says() {
  curl -s -m 1 "http://$("$lab" addr --name "$bench_lab" m-00):8080/v1/status" |
    jq -e --argjson pushed "$([[ $1 == pushed ]] && echo true || echo false)" \
      '.ready and .watcher.tasks_pushed == $pushed' >/dev/null
}

port_of() { if [[ $1 == new ]]; then echo 8001; else echo 8002; fi; }
answers() { # CLUSTER HOST
  [[ $(curl -s -o /dev/null -m 2 -w '%{http_code}' -H "Host: $2" "http://$lb:$(port_of "$1")/ping") == 200 ]]
}
wait_for() { # SECONDS CMD…
  local until=$(( $(milliseconds) + $1 * 1000 ))
  shift
  until "$@"; do
    (( $(milliseconds) < until )) || { echo "waited in vain for: $*" >&2; return 1; }
    sleep 0.005
  done
}
app() { # NAME CLUSTER NETWORK ARGS…
  local name=$1 cluster=$2 network=$3
  shift 3
  docker service create -d --no-resolve-image --name "$name" --network "$network" --constraint node.hostname!=lb-00 \
    --constraint node.role==worker --label "com.docker.lb.hosts=$name.local" --label com.docker.lb.port=8080 \
    --label "com.docker.lb.service_cluster=$cluster" --stop-grace-period 2s "$@" signalbox-demo:latest >/dev/null
}

# After a reload nginx's master sleeps for 100 ms before it stops its old workers: an earlier change waits for it.
rest() { sleep "0.$(( 300 + RANDOM % 700 ))"; } # at a random time relative to periodic work of core

# Prints milliseconds from the command's start to the first correct answer of the new host name.
one_change() { # CLUSTER HOST
  local began
  "$first_answer" "$lb" "$(port_of "$1")" "$2" 120 >"$work/first" &
  began=$(milliseconds)
  docker service update -d --quiet --no-resolve-image --label-add "com.docker.lb.hosts=$1-app.local,$2" "$1-app" \
    >/dev/null || return 1
  wait $! || return 1
  echo $(( $(<"$work/first") - began ))
}

measure_latency() {
  local networks have=1 i cluster count
  for networks in 1 4 16; do
    for (( ; have < networks; have++ )); do
      for cluster in new old; do
        docker network create -d overlay "$cluster-$have" >/dev/null
        app "$cluster-$have" "$cluster" "$cluster-$have"
      done
    done
    for (( i = 1; i < have; i++ )); do
      wait_for 240 answers new "new-$i.local"
      wait_for 240 answers old "old-$i.local"
    done
    for cluster in new old; do
      count=$runs
      if [[ $cluster == old ]]; then count=3; fi
      for (( i = 0; i < count; i++ )); do rest; one_change "$cluster" "x$i-$networks.local"; done >"$work/$cluster.times"
      latency_row "change, $networks networks, $cluster" <"$work/$cluster.times"
    done
  done
  for (( i = 0; i < runs; i++ )); do one_change new "w$i.local"; done >"$work/new.times"
  latency_row 'change at the heels of another, new' <"$work/new.times"
}

latency_row() { # NAME, milliseconds on standard input
  local times
  times=$(cat)
  row "$1" median_ms="$(percentile 0.5 <<<"$times")" p99_ms="$(percentile 0.99 <<<"$times")" runs="$(wc -l <<<"$times")"
}

measure_load() {
  local cluster count i result now
  for cluster in new old; do
    count=$changes
    if [[ $cluster == old ]]; then count=3; fi
    "$load" "$lb" "$(port_of "$cluster")" "$cluster-app.local" 3600 8 8 4 >"$work/load.json" &
    local pid=$!
    for (( i = 0; i < count; i++ )); do one_change "$cluster" "y$i.local" >/dev/null; done
    kill -TERM "$pid"
    wait "$pid" || true
    result=$(<"$work/load.json")
    row "$count changes under load, $cluster" requests="$(jq .requests <<<"$result")" \
      downloads="$(jq .downloads <<<"$result")" failed="$(jq .failed <<<"$result")" reasons="$(jq -c .reasons <<<"$result")"
  done
  sleep 15 # longer than the timeout of kept connections
  read -r -a now < <(nginx_now; echo)
  row "nginx after it" "${now[@]}"
}

# The number of workers, of workers that are shutting down, and the memory of all processes.
nginx_now() {
  local container engine
  engine=$("$lab" socket --name "$bench_lab" lb-00)
  container=$(docker -H "$engine" ps -q --filter name=proxy-new)
  docker -H "$engine" top "$container" -eo pid,rss,args | awk '
    /nginx: worker/ { workers++ }
    /nginx/         { memory += $2 }
    END             { printf "workers=%d resident_kb=%d", workers, memory }'
}

# 79 services of 64 hosts each, the maximum of hosts per service.
measure_large() {
  local i j hosts
  for (( i = 0; i < 79; i++ )); do
    hosts=''
    for (( j = 0; j < 64; j++ )); do hosts+=",host-$i-$j.example.com"; done
    docker service create -d --no-resolve-image --name "bulk-$i" --network new-net --constraint node.hostname!=lb-00 \
      --constraint node.role==worker --label "com.docker.lb.hosts=${hosts#,}" --label com.docker.lb.port=8080 \
      --label com.docker.lb.service_cluster=new signalbox-demo:latest >/dev/null
  done
  wait_for 300 answers new host-78-63.example.com
  sleep 10
  for (( i = 0; i < runs; i++ )); do rest; one_change new "z$i.local"; done >"$work/large.times"
  latency_row 'change among 5,056 hosts, new' <"$work/large.times"
}

measure_arrival() { # HOW
  local i running first
  for (( i = 0; i < runs; i++ )); do
    app "arrival-$1-$i" new new-net
    wait_for 60 answers new "arrival-$1-$i.local"
    first=$(milliseconds)
    running=$(docker inspect --format '{{.Status.Timestamp.UnixMilli}}' "$(docker service ps -q "arrival-$1-$i" | head -1)")
    echo $(( first - running ))
    docker service rm "arrival-$1-$i" >/dev/null
  done >"$work/arrival.times"
  latency_row "running → first answer, $1" <"$work/arrival.times"
}

updated() { [[ $(docker service inspect --format '{{.UpdateStatus.State}}' "$1") == completed ]]; }

measure_rolling() { # HOW
  local replicas order end
  for replicas in 2 6; do
    for order in stop-first start-first; do
      for end in TERM KILL; do roll "$1" "$replicas" "$order" "$end" 500; done
    done
  done
}

roll() { # HOW REPLICAS ORDER SIGNAL RATE
  local result pid
  app rolling new new-net --replicas "$2" --update-order "$3" --update-delay 1s --update-monitor 1s --stop-signal "$4"
  wait_for 60 answers new rolling.local
  sleep 3
  "$load" "$lb" 8001 rolling.local 3600 8 8 0 "$5" >"$work/load.json" &
  pid=$!
  docker service update -d --quiet --no-resolve-image --env-add "ROUND=$RANDOM" rolling >/dev/null
  wait_for 120 updated rolling
  sleep 1
  kill -TERM "$pid"
  wait "$pid" || true
  result=$(<"$work/load.json")
  row "rolling $2, $3, $4, $5/s, $1" requests="$(jq .requests <<<"$result")" \
    failed="$(jq .failed <<<"$result")" reasons="$(jq -c .reasons <<<"$result")"
  docker service rm rolling >/dev/null
  sleep 2
}

prepare
for cluster in new old; do
  docker network create -d overlay "$cluster-net" >/dev/null
  app "$cluster-app" "$cluster" "$cluster-net" --replicas 2
done
for cluster in new old; do wait_for 120 answers "$cluster" "$cluster-app.local"; done
sleep 8
if wants arrival || wants rolling; then
  for how in polled pushed; do
    if [[ $how == pushed ]]; then tasks_come pushed; fi
    if wants arrival; then measure_arrival "$how"; fi
    if wants rolling; then measure_rolling "$how"; fi
  done
  tasks_come polled
fi
if wants load; then measure_load; fi
if wants tls; then measure_tls; fi
if wants socket; then measure_socket; fi
if wants dns; then measure_dns; fi
if wants latency; then measure_latency; fi
if wants large; then measure_large; fi # must be the last, because its hosts stay
if [[ -n $json ]]; then printf '%s\n' "${rows[@]}" | jq -s . >"$json"; fi
