#!/usr/bin/env bash
# A new version gets a share of the requests: by its replicas, by its weight, or by a header or a cookie.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

# share LEAST MOST METADATA URL CURL-ARGS…: METADATA answers LEAST to MOST of 200 requests, and none fails
share() {
  local seen count least=$1 most=$2 metadata=$3
  shift 3
  seen=$(who us-east "$1" 200 "${@:2}" | cut -d' ' -f1 | sort | uniq -c)
  count=$(awk -v name="$metadata" '$2 == name { print $1 }' <<<"$seen")
  [[ $(awk '{ n += $1 } END { print n }' <<<"$seen") == 200 ]] || { echo "not 200: $seen"; return 1; }
  (( ${count:-0} >= least && ${count:-0} <= most )) || { echo "$seen"; false; }
}

together \
  web plain-v1 us-east hosts=plain.local -- --replicas 4 , \
  web plain-v2 us-east hosts=plain.local , \
  web heavy-v1 us-east hosts=heavy.local , \
  web heavy-v2 us-east hosts=heavy.local weight=10 -- --replicas 2 , \
  web marked-v1 us-east hosts=marked.local , \
  web marked-v2 us-east hosts=marked.local weight=0 canary_header=X-Canary=yes canary_cookie=beta
eventually 60 takes_turns 5 us-east http://plain.local/ping
eventually 60 gives '200 *' us-east http://heavy.local/ping
eventually 60 gives '200 *"metadata":"marked-v2"*' us-east http://marked.local/ping -b beta=1

step "by replicas: one of five"
soon share 36 44 plain-v2 http://plain.local/ping

# Of 200 requests at ten percent, fewer than 4 or more than 40 occur once in more than 10,000 runs.
step "by weight, however many tasks there are"
eventually 10 share 4 40 heavy-v2 http://heavy.local/ping
relabel heavy-v2 weight=100
eventually 20 share 200 200 heavy-v2 http://heavy.local/ping

step "by a header or a cookie"
soon share 0 0 marked-v2 http://marked.local/ping
soon share 200 200 marked-v2 http://marked.local/ping -H 'X-Canary: yes'
soon share 0 0 marked-v2 http://marked.local/ping -H 'X-Canary: no'
soon share 200 200 marked-v2 http://marked.local/ping -b beta=1

step "the new version takes over"
docker service scale --detach=true plain-v2=4 plain-v1=0 >/dev/null
eventually 60 takes_turns 4 us-east http://plain.local/ping
soon share 200 200 plain-v2 http://plain.local/ping
