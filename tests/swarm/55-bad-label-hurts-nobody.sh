#!/usr/bin/env bash
# A service with a bad label is not routed, and a problem names the label; other services are served.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

reported() {
  local seen
  seen=$(core_get /v1/status) || { echo "$seen"; return 1; }
  jq -e '[.. | objects | select(.name? == "broken") | .problems? // [] | .[]] | length > 0' <<<"$seen" >/dev/null ||
    { echo "$seen"; return 1; }
  [[ $seen == *com.docker.lb.port* && $seen == *eighty* ]] || { echo "$seen"; return 1; }
}

east=$(footprint us-east)
app broken us-east --label com.docker.lb.port=eighty
eventually 60 running_replicas broken 1
eventually 30 reported
now serves us-east demo-east.local us-east
now is_404 us-east broken.local

step "another new application is routed"
now footprint_is us-east "$east"
app neighbour us-east
eventually 60 serves us-east neighbour.local neighbour
