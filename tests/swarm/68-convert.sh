#!/usr/bin/env bash
# Services with labels of Traefik and of caddy-docker-proxy: the script that `signalbox convert` prints runs unchanged,
# and the services are routed. The command itself changes no service.
# shellcheck disable=SC2016  # a rule is quoted in backticks
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

in_core() { in_task "$(core_task)" "$@"; } # CMD…: in core's container
socket=unix:///var/run/docker.sock

foreign() { # NAME LABELS…
  local name=$1
  shift
  docker service create --name "$name" --network demo-east --detach=true --no-resolve-image \
    --env "METADATA=$name" "${@/#/--label=}" ehazlett/docker-demo >/dev/null
}

step "services of other routers"
foreign shop traefik.enable=true 'traefik.http.routers.shop.rule=Host(`shop.local`) && PathPrefix(`/ping`)' \
  traefik.http.routers.shop.entrypoints=web traefik.http.routers.shop.middlewares=seen \
  traefik.http.middlewares.seen.headers.customresponseheaders.X-Seen=here \
  traefik.http.services.shop.loadbalancer.server.port=8080
foreign news caddy=http://news.local 'caddy.reverse_proxy={{upstreams 8080}}'
foreign guarded 'traefik.http.routers.g.rule=Host(`guarded.local`)' traefik.http.routers.g.middlewares=login@file \
  traefik.http.services.g.loadbalancer.server.port=8080
version() { docker service inspect "$1" --format '{{.Version.Index}}'; }
eventually 30 running_replicas guarded 1
before=$(version shop)

step "Traefik, from the live Swarm: a service that would lose its authentication is not routed"
status=0
script=$(in_core signalbox convert traefik --docker "$socket" --cluster us-east </dev/null) || status=$?
printf '%s\n' "$script"
same 1 "$status" "the exit code"
contains "$script" "middleware login@file is defined where it cannot be seen from here" "the script"
same "$before" "$(version shop)" "shop's version"
bash -eu <<<"$script" >/dev/null
eventually 60 serves us-east shop.local shop
soon gives "200 *x-seen: here*" us-east http://shop.local/ping
now is_404 us-east guarded.local

step "Caddy, from the output of docker service inspect"
docker service inspect news | in_core signalbox convert caddy - --cluster us-east >"/tmp/news.$$"
bash -eu "/tmp/news.$$" >/dev/null
rm "/tmp/news.$$"
eventually 60 serves us-east news.local news

step "an engine that cannot be reached"
status=0
in_core signalbox convert traefik --docker unix:///nowhere </dev/null 2>/dev/null || status=$?
same 3 "$status" "the exit code without an engine"
