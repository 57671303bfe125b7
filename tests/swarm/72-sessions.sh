#!/usr/bin/env bash
# Sessions: affinity to a task by cookie and by address; websockets.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"
. "$here/websocket.sh"

together \
  web sticky us-east hosts=sticky.local sticky_session_cookie=session -- --replicas 5 , \
  web hashed us-east hosts=hashed.local ip_hash=true -- --replicas 3 , \
  web chat us-east hosts=chat.local websocket_endpoints=/ws
eventually 60 takes_turns 5 us-east http://sticky.local/ping
eventually 30 gives '200 *' us-east http://hashed.local/ping

step "a cookie that the application set selects one task"
for session in one two three four; do
  soon takes_turns 1 us-east http://sticky.local/ping -H "Cookie: other=x; session=$session"
done
tasks=$(for (( i = 0; i < 20; i++ )); do who us-east http://sticky.local/ping 1 -b "session=$i"; done | sort -u | wc -l)
(( tasks > 1 )) || fail "twenty sessions are spread" "they are all on one task"
jar=$(mktemp)
soon takes_turns 5 us-east http://sticky.local/ping -b 'other=x'
first=$(curl -sS -m 5 -c "$jar" --connect-to "::${address[us-east]}:" http://sticky.local/ping | jq -r .instance)
session=$(awk '$6 == "session" { print $7 }' "$jar")
rm "$jar"
[[ -n $session ]] || fail "the application's cookie reaches the client"
second=$(who us-east http://sticky.local/ping 1 -b "session=$session")
same "$second" "$(who us-east http://sticky.local/ping 1 -b "session=$session")" "who answers the session that $first began"

step "ip_hash: a client's address selects one task"
soon takes_turns 1 us-east http://hashed.local/ping

step "a websocket is opened only at its endpoint"
soon gives '200 *"metadata":"chat"*' us-east http://chat.local/ping
socket_open "${address[us-east]}:80" chat.local /ws
soon socket_echoes "hello"
if (socket_open "${address[us-east]}:80" chat.local /ping) >/dev/null 2>&1; then fail "no upgrade outside of the endpoints"; fi

step "the websocket stays open during a reload of the proxy"
relabel hashed hosts=hashed.local,another.local
eventually 20 gives '200 *"metadata":"hashed"*' us-east http://another.local/ping
soon socket_echoes "still there"
socket_close
