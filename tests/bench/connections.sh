# shellcheck shell=bash disable=SC2154  # the variables are hitless.sh's
# Measurements of hitless.sh for kinds of connections: HTTPS, websockets, DNS names instead of addresses.

# shellcheck source=tests/swarm/websocket.sh
. "$top/tests/swarm/websocket.sh"

measure_tls() {
  local i pids=() secure=(curl -sS -f -m 3600 --http1.1 --cacert "$work/tls.crt" --connect-to "::$lb:8011")
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=tls.local \
    -addext subjectAltName=DNS:tls.local -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
  cat "$work/tls.crt" "$work/tls.key" | docker secret create tls.pem - >/dev/null
  app tls new new-net --label com.docker.lb.ssl_cert=tls.pem --replicas 2
  wait_for 120 "${secure[@]}" -o /dev/null --stderr /dev/null https://tls.local/ping
  for i in 1 2 3 4; do
    "${secure[@]}" -o /dev/null -w '%{stderr}%{http_code}\n' --rate 20/s "https://tls.local/ping?[1-1000000]" 2>"$work/kept.$i" &
    pids+=($!)
    "${secure[@]}" -o /dev/null -w '%{stderr}%{http_code}\n' --rate 20/s -H 'Connection: close' "https://tls.local/ping?[1-1000000]" \
      2>"$work/once.$i" &
    pids+=($!)
  done
  for (( i = 0; i < 60; i++ )); do one_change new "t$i.local" >/dev/null; done
  kill "${pids[@]}"
  wait "${pids[@]}" 2>/dev/null || true
  row "60 changes under HTTPS, new" requests="$(cat "$work"/kept.* "$work"/once.* | grep -c .)" \
    failed="$(cat "$work"/kept.* "$work"/once.* | grep -cvx 200 || true)"
}

measure_socket() {
  local i began
  app chat new new-net --label com.docker.lb.websocket_endpoints=/ws
  wait_for 60 answers new chat.local
  began=$(milliseconds)
  socket_open "$lb:8001" chat.local /ws
  for (( i = 0; i < 50; i++ )); do
    one_change new "s$i.local" >/dev/null
    socket_echoes "still here $i" || { row "a websocket, new" outlived="$i"; return 1; }
  done
  row "a websocket, new" outlived="$i" seconds="$(( ($(milliseconds) - began) / 1000 ))"
  socket_close
}

workers_now() {
  local engine
  engine=$("$lab" socket --name "$bench_lab" lb-00)
  docker -H "$engine" top "$(docker -H "$engine" ps -q --filter name=proxy-new)" -eo pid,args | grep 'nginx: worker'
}

# so_many COUNT: COUNT tasks of the service run, and as many addresses answer
so_many() {
  local seen
  seen=$(curl -sS -m 20 --connect-to "::$lb:8001" "http://dns.local/ping?[1-$(( $1 * 8 ))]" |
    grep -o '"instance":"[^"]*"' | sort -u | grep -c .)
  (( seen == $1 ))
}

measure_dns() {
  local before result pid
  app dns new new-net --label com.docker.lb.backend_mode=dns --replicas 3
  wait_for 60 so_many 3
  sleep 3
  before=$(workers_now)
  "$load" "$lb" 8001 dns.local 3600 8 8 0 200 >"$work/load.json" &
  pid=$!
  docker service scale -d dns=30 >/dev/null
  wait_for 180 so_many 30
  docker service scale -d dns=3 >/dev/null
  wait_for 180 so_many 3
  sleep 3
  kill -TERM "$pid"
  wait "$pid" || true
  result=$(<"$work/load.json")
  row "dns 3 → 30 → 3, new" requests="$(jq .requests <<<"$result")" failed="$(jq .failed <<<"$result")" \
    reasons="$(jq -c .reasons <<<"$result")" reloaded="$([[ $(workers_now) == "$before" ]] && echo false || echo true)"
}
