#!/usr/bin/env bash
# Repeats the tests of labels with HAProxy: the same labels, the same answers. us-east changes from nginx to HAProxy in
# place; the next `state.sh restore` changes it back.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

east_runs() { # PROGRAM
  local seen
  seen=$(core_get /v1/clusters/us-east | jq -r '.proxy | "\(.tasks[].proxy) \(.health)"')
  [[ $seen == "$1"*' ok' ]] || { echo "us-east runs: $seen"; false; }
}

docker -H "$(lab socket lb-00)" load -q -i "$SWARM_IMAGES/signalbox-haproxy.tar" >/dev/null
west=$(footprint us-west)

step "HAProxy replaces nginx in us-east"
docker config create service.interlock.conf-haproxy - <<<"$(seed_with_haproxy us-east)" >/dev/null
before=$(core_task)
use_settings service.interlock.conf service.interlock.conf-haproxy
eventually 60 core_replaced "$before"
eventually 90 east_runs haproxy/
eventually 10 serves us-east demo-east.local us-east
now footprint_is us-west "$west"

export SWARM_PROGRAM=haproxy
for scenario in 71-hosts-and-paths 72-sessions 73-guards 74-limits 75-canary 76-redirects 77-tls; do
  step "=== $scenario"
  bash "$here/$scenario.sh" || fail "$scenario passes under HAProxy"
  eventually 60 "$here/state.sh" remove_other_services
done
