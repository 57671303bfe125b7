#!/usr/bin/env bash
# Sends requests to a real HAProxy with the text of haproxy/traffic.txt and checks the effect of its labels. Must run in
# a private network: `unshare -n`. Usage: haproxy-traffic.sh HAPROXY CONFIGURATION DEMO-BINARY
set -uo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
haproxy=$1 text=$2 demo=$3
work=$(mktemp -d) pids=() passed=0 failed=0
. "$here/../swarm/websocket.sh"
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT

# says WHAT EXPECTED ACTUAL
says() {
  if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $1: expected '$2', got '$3'"; fi
}

ask() { curl -s --max-time 10 "$@"; }
status() { ask -o /dev/null -w '%{http_code}' "$@"; }
# who HOST [CURL-ARGUMENT…]: the application that answered /ping
who() { local h=$1 && shift && ask -H "Host: $h" "$@" http://127.0.0.1/ping | sed -n 's/.*"metadata":"\([^"]*\)".*/\1\n/p' | tr -s '\n'; }
# by_tls HOST PATH [CURL-ARGUMENT…]
by_tls() { local h=$1 p=$2 && shift 2 && ask -k --resolve "$h:443:127.0.0.1" "$@" "https://$h$p"; }
header() { ask -o /dev/null -D - "${@:2}" | tr -d '\r' | sed -n "s/^$1: //Ip"; }

start() {
  local i
  ip link set lo up
  for i in safe other app; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$i" \
      -keyout "$work/$i.key" -out "$work/$i.crt" 2>/dev/null
    cat "$work/$i.crt" "$work/$i.key" >"$work/$i.pem"
  done
  for i in 1 2 3 4; do METADATA=task$i "$demo" --listen "127.0.1.$i:8080" >/dev/null & pids+=($!); done
  METADATA=secret "$demo" --listen 127.0.1.5:8443 --tls-cert "$work/app.pem" >/dev/null & pids+=($!)
  sed -e "s#/run/secrets/#$work/#g" -e "s#^  pidfile .*#  pidfile $work/pid#" "$text" >"$work/haproxy.cfg"
  "$haproxy" -f "$work/haproxy.cfg" >"$work/log" 2>&1 & pids+=($!)
  for i in $(seq 100); do [ "$(status -H 'Host: two.local' http://127.0.0.1/ping)" = 200 ] && return; sleep 0.1; done
  echo "HAProxy does not serve:"; cat "$work/log"
}

hosts_and_paths() {
  says 'a host nobody serves' 404 "$(status -H 'Host: nobody.local' http://127.0.0.1/)"
  says 'no host at all' 404 "$(status --http1.0 -H 'Host:' http://127.0.0.1/)"
  says 'a host in capitals with a port and a dot' 200 "$(status -H 'Host: TWO.local.:80' http://127.0.0.1/ping)"
  says 'a name below another wildcard' task4 "$(who exact.deep.local)"
  says 'that wildcard' task3 "$(who x.deep.local)"
  says 'a wildcard' 200 "$(status -H 'Host: x.y.wild.local' http://127.0.0.1/ping)"
  says 'the name of a wildcard' 404 "$(status -H 'Host: wild.local' http://127.0.0.1/ping)"
  says 'no tasks' 503 "$(status -H 'Host: gone.local' http://127.0.0.1/)"
  says 'a context root' task1 "$(ask -H 'Host: paths.local' http://127.0.0.1/api/ping | grep -o 'task[0-9]')"
  says 'what only begins like it' 404 "$(status -H 'Host: paths.local' http://127.0.0.1/apiping)"
  says 'the root' task2 "$(who paths.local)"
  says 'a context root alone' http://paths.local/api/?a=b \
    "$(ask -o /dev/null -w '%{redirect_url}' -H 'Host: paths.local' 'http://127.0.0.1/api?a=b' | sed 's#127.0.0.1#paths.local#')"
  says 'a path with dots' 400 "$(status --path-as-is -H 'Host: paths.local' http://127.0.0.1/x/../api/ping)"
  says 'a path in disguise' 400 "$(status --path-as-is -H 'Host: paths.local' http://127.0.0.1/%61pi/ping)"
  says 'two slashes' 400 "$(status --path-as-is -H 'Host: paths.local' http://127.0.0.1//api/ping)"
  says 'both tasks' 2 "$(for _ in 1 2 3 4 5 6; do who two.local; done | sort -u | wc -l)"
  says 'a task that is away' '10 200' "$(for _ in $(seq 10); do status -H 'Host: half.local' http://127.0.0.1/ping; echo; done | sort | uniq -c | xargs)"
}

sessions() {
  local i wrong=0 first
  for i in a b c d e f g h; do
    first=$(who sticky.local -b "session=$i")
    for _ in 1 2 3; do [ "$(who sticky.local -b "x=1; session=$i")" = "$first" ] || wrong=$((wrong + 1)); done
  done
  says 'a session that went elsewhere' 0 "$wrong"
  says 'sessions are spread' yes "$([ "$(for i in $(seq 20); do who sticky.local -b "session=$i"; done | sort -u | wc -l)" -ge 3 ] && echo yes)"
  says 'without a session, all tasks' 4 "$(for _ in $(seq 40); do who sticky.local; done | sort -u | wc -l)"
  says 'a websocket' heard "$(socket_open 127.0.0.1:80 paths.local /ws >/dev/null && socket_echoes hello >/dev/null && socket_close && echo heard)"
  says 'a websocket elsewhere' '' "$(socket_open 127.0.0.1:80 two.local /ws >/dev/null && echo open)"
}

canary() {
  local new
  says 'the header' task2 "$(who canary.local -H 'X-Canary: 1')"
  new=$(for _ in $(seq 200); do who canary.local; done | grep -c task2)
  says 'about a quarter of 200' yes "$([ "$new" -ge 25 ] && [ "$new" -le 80 ] && echo yes || echo "$new")"
}

redirects() {
  says 'a redirect' '302 http://new.local/a?b=c' "$(ask -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: old.local' 'http://127.0.0.1/a?b=c')"
  says 'its target' task1 "$(who new.local)"
  says 'to HTTPS' '308 https://safe.local/a?b' "$(ask -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: safe.local' 'http://127.0.0.1/a?b')"
}

tls() {
  local own
  says 'TLS' task1 "$(by_tls safe.local /ping | grep -o 'task[0-9]')"
  says 'HTTP/2' 2 "$(by_tls safe.local /ping --http2 -o /dev/null -w '%{http_version}')"
  says 'HSTS' 'max-age=86400' "$(by_tls safe.local /ping -o /dev/null -D - | tr -d '\r' | sed -n 's/^strict-transport-security: //Ip')"
  for own in safe other; do
    says "the certificate of $own" "subject=CN = $own" \
      "$(openssl s_client -connect 127.0.0.1:443 -servername "$own.local" </dev/null 2>/dev/null | openssl x509 -noout -subject)"
  done
  says 'passthrough' 'subject=CN = app' \
    "$(openssl s_client -connect 127.0.0.1:443 -servername own.local </dev/null 2>/dev/null | openssl x509 -noout -subject)"
  says 'passthrough answers' secret "$(by_tls own.local /ping | grep -o secret)"
  says 'a name nobody serves' '' "$(by_tls nobody.local /ping)"
  says 'a host without a certificate' 421 "$(by_tls safe.local /ping -H 'Host: two.local' -o /dev/null -w '%{http_code}')"
  says 'TLS with the task' secret "$(who tls.local)"
  says 'who asked, behind TLS' 127.0.0.1 "$(by_tls safe.local /headers | sed -n 's/.*"x-forwarded-for":"\([^"]*\)".*/\1/Ip')"
  says 'by what' https "$(by_tls safe.local /headers | sed -n 's/.*"x-forwarded-proto":"\([^"]*\)".*/\1/Ip')"
}

guards() {
  local g=(-H 'Host: guarded.local')
  says 'let in' 200 "$(status "${g[@]}" http://127.0.0.1/ping)"
  says 'shut out' 403 "$(status --interface 127.0.0.9 "${g[@]}" http://127.0.0.1/ping)"
  says 'a body' 1000 "$(head -c 1000 /dev/zero | ask "${g[@]}" --data-binary @- http://127.0.0.1/size)"
  says 'too large a body' 413 "$(head -c 1100 /dev/zero | status "${g[@]}" --data-binary @- http://127.0.0.1/size)"
  says 'a body of any length' 411 "$(head -c 1000 /dev/zero | status "${g[@]}" -H 'Transfer-Encoding: chunked' --data-binary @- http://127.0.0.1/size)"
  says "the application's header" '50% \"blue\"' "$(ask "${g[@]}" http://127.0.0.1/headers | sed -n 's/.*"x-tenant":"\(50% \\"blue\\"\)".*/\1/Ip')"
  says "the client's header" DENY "$(header x-frame-options "${g[@]}" http://127.0.0.1/ping)"
  says 'compression' gzip "$(header content-encoding "${g[@]}" -H 'Accept-Encoding: gzip' http://127.0.0.1/headers)"
  says 'maintenance' 503 "$(status -H 'Host: away.local' http://127.0.0.1/ping)"
  says 'at most three a second' '3 200 5 429' "$(for _ in 1 2 3 4 5 6 7 8; do status -H 'Host: rate.local' http://127.0.0.1/ping; echo; done | sort | uniq -c | xargs)"
  sleep 1.5 # the rate limit counts for one second
  says 'three more' 200 "$(status -H 'Host: rate.local' http://127.0.0.1/ping)"
}

about_answers() {
  says 'an id of its own' 36 "$(header x-request-id -H 'Host: two.local' http://127.0.0.1/ping | tr -d '\n' | wc -c)"
  says "the client's id" abc "$(header x-request-id -H 'Host: two.local' -H 'X-Request-Id: abc' http://127.0.0.1/ping)"
  says 'the task' 127.0.1.1:8080 "$(header x-upstream-addr -H 'Host: new.local' http://127.0.0.1/ping)"
  says 'how long it took' 0.1 "$(header x-upstream-response-time -H 'Host: new.local' 'http://127.0.0.1/slow?ms=110' | cut -c1-3)"
  says 'nothing of it on an error' '' "$(header x-proxy-id -H 'Host: nobody.local' http://127.0.0.1/ping)"
}

start
for part in hosts_and_paths sessions canary redirects tls guards about_answers; do "$part"; done
"$haproxy" -v | head -n 1
echo "$passed passed, $failed failed"
