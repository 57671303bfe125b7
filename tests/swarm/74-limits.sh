#!/usr/bin/env bash
# Limits: request rates, body sizes, timeouts, and tasks that fail.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

# statuses COUNT CLUSTER URL: how often each status occurs in COUNT requests, one after the other
statuses() {
  curl -sS -m 20 --connect-to "::${address[$2]}:" -o /dev/null -w '%{http_code}\n' "$3?[1-$1]" | sort | uniq -c | xargs
}

# took LEAST MOST CMD…: CMD succeeds, and takes LEAST to MOST milliseconds
took() {
  local began seen least=$1 most=$2
  shift 2
  began=$(milliseconds)
  "$@" || return
  seen=$(( $(milliseconds) - began ))
  (( seen >= least && seen <= most )) || { echo "took $seen ms"; false; }
}

answers_are() { [[ $(statuses "${@:2}") == "$1" ]] || statuses "${@:2}"; }

# to_task TASK VERB…: `docker VERB… CONTAINER` on the task's node
to_task() {
  local node container
  read -r node container _ < <(place_of "$1")
  docker -H "$(lab socket "$node")" "${@:2}" "$container"
}

# Drops every packet to the task's port, so that no client can connect.
shut_off() {
  local node pid
  read -r node _ pid < <(place_of "$1")
  on "$node" \
    nsenter -t "$pid" --net iptables -I INPUT -p tcp --dport 8080 -j DROP
}

# HAProxy has one timeout for both directions.
timeout_label='send_timeout=1s'
if under haproxy; then timeout_label='read_timeout=1s'; fi
together \
  web slow us-east hosts=slow.local read_timeout=1s , \
  web many us-east hosts=many.local 'rate_limit=1r/s burst=4' , \
  web big us-east hosts=big.local max_body_size=3m , \
  web usual us-east hosts=usual.local buffering=off request_buffering=off protocol=http1 , \
  web half us-east hosts=half.local connect_timeout=1s max_fails=1 fail_timeout=2m -- --replicas 2 , \
  web stuck us-east hosts=stuck.local "$timeout_label" max_body_size=0
for host in slow many big usual stuck; do
  eventually 60 gives '200 *' us-east "http://$host.local/ping"
done
eventually 60 takes_turns 2 us-east http://half.local/ping

step "an application that answers late"
soon took 900 2500 gives '504 *' us-east 'http://slow.local/slow?ms=4000'
soon took 0 900 gives '200 *' us-east 'http://slow.local/slow?ms=100'
soon took 1500 4000 gives '200 *waited 1500 ms*' us-east 'http://usual.local/slow?ms=1500'

step "too many requests: one a second, and a burst of four"
seen=$(statuses 20 us-east http://many.local/ping)
[[ $seen =~ ^([4-8])\ 200\ ([0-9]+)\ 429$ ]] || fail "four to eight of twenty requests pass, the others get 429" "$seen"
soon answers_are "20 200" 20 us-east http://usual.local/ping

step "bodies"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
truncate -s 2M "$body"
soon gives $'200 *\n2097152' us-east http://big.local/size --data-binary "@$body" -H Expect:
usual='413 *'
if under haproxy; then usual='200 *'; fi # without a label HAProxy sets no limit
soon gives "$usual" us-east http://usual.local/size --data-binary "@$body" -H Expect:
truncate -s 4M "$body"
soon gives '413 *' us-east http://big.local/size --data-binary "@$body" -H Expect:

step "a body without a length, streamed to the application"
truncate -s 900k "$body"
soon gives $'200 *\n921600' us-east http://usual.local/size --data-binary "@$body" -H Expect: -H 'Transfer-Encoding: chunked'

step "buffering off and on"
soon gives '200 *' us-east http://usual.local/ping
under haproxy || contains "$(rendered us-east)" 'proxy_buffering off;' "the configuration of us-east"
relabel usual buffering=on
if under haproxy; then
  soon has_problem usual '*buffering*has no effect*'
else
  shows_buffering() { [[ $(rendered us-east) == *'proxy_buffering on;'* ]]; }
  soon shows_buffering
fi
soon gives '200 *' us-east http://usual.local/ping

step "an application that does not read"
truncate -s 40M "$body"
stuck=$(running_tasks stuck)
to_task "$stuck" pause >/dev/null
given_up='504 *'
if under haproxy; then given_up='@(504 |curl: \(55\))*'; fi # HAProxy stops reading, and curl may miss the answer
soon took 900 4000 gives "$given_up" us-east http://stuck.local/size --data-binary "@$body" -H Expect:
to_task "$stuck" unpause >/dev/null
eventually 10 gives $'200 *\n41943040' us-east http://stuck.local/size --data-binary "@$body" -H Expect:

step "an unreachable task gets no requests, unless max_fails is 0"
if under haproxy; then sleep 15; fi # until HAProxy closes idle connections; on one it would wait for an answer
shut_off "$(running_tasks half | head -n 1)"
soon took 900 3000 answers_are "10 200" 10 us-east http://half.local/ping
soon took 0 900 answers_are "10 200" 10 us-east http://half.local/ping
relabel half max_fails=0
eventually 20 took 1900 6000 answers_are "5 200" 5 us-east http://half.local/ping
under haproxy || contains "$(rendered us-east)" 'max_fails=0 fail_timeout=120s;' "the configuration of us-east"
