#!/usr/bin/env bash
# Requests are routed by host and path: several paths, wildcards, international names, other spellings of a name, a
# default backend.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

east=$(all_tasks interlock-proxy-us-east)
together \
  web simple us-east hosts=simple.local , \
  web front us-east hosts=paths.local , \
  web app us-east hosts=paths.local context_root=/app,/other context_root_rewrite=true , \
  web deep us-east hosts=paths.local context_root=/app/deep , \
  web wild us-east 'hosts=*.wild.local' , \
  web named us-east hosts=Exact.WILD.local.:8080,bücher.local
eventually 60 steadily 5 gives '200 *"metadata":"simple"*' us-east http://simple.local/ping
eventually 30 steadily 5 gives '200 *"metadata":"front"*' us-east http://paths.local/ping

step "headers of an answer name the request, the proxy and the upstream"
id='0123456789abcdef visible'
digits=32
if under haproxy; then digits=36; fi # with four hyphens
own_id=$(printf "%${digits}s" | tr ' ' '?')
soon gives $'200 *\nx-request-id: '"$own_id"$'\n*x-proxy-id: *\nx-server-info: signalbox/*' us-east http://simple.local/ping
soon gives $'200 *\nx-upstream-addr: *:8080\n*"request_id":"given-by-the-client"*' us-east http://simple.local/ping \
  -H 'x-request-id: given-by-the-client'
soon withholds "*$id*" us-east http://simple.local/ping -H "x-request-id: $id"

step "four tasks answer"
docker service scale --detach=true simple=4 >/dev/null
eventually 60 takes_turns 4 us-east http://simple.local/ping

step "the longest path matches, and context_root_rewrite removes it"
soon gives '200 *"metadata":"app"*' us-east http://paths.local/app/ping
soon gives '200 *"metadata":"app"*' us-east http://paths.local/other/ping
soon gives '200 *<h1>app</h1>*' us-east http://paths.local/app/
soon gives $'301 *\nLocation: /app/?x=1\n*' us-east 'http://paths.local/app?x=1'
soon gives '404 *no such page*' us-east http://paths.local/app/deep/ping
soon gives '404 *no such page*' us-east http://paths.local/apple/ping
relabel deep context_root_rewrite=true
eventually 20 gives '200 *"metadata":"deep"*' us-east http://paths.local/app/deep/ping

step "names"
soon gives '200 *"metadata":"wild"*' us-east http://any.thing.wild.local/ping
soon gives '404 *' us-east http://wild.local/ping
soon gives '200 *"metadata":"named"*' us-east http://exact.wild.local/ping
soon gives '200 *"metadata":"named"*' us-east http://x/ping -H 'Host: EXACT.wild.local:8080'
soon gives '200 *"metadata":"named"*' us-east http://x/ping -H 'Host: exact.wild.local.'
soon gives '200 *"metadata":"named"*' us-east http://x/ping -H 'Host: xn--bcher-kva.local'

step "an unknown host: 404, or the default backend"
nobody='404 *<center>nginx*'
if under haproxy; then nobody='404 *Nobody serves this host*'; fi
soon gives "$nobody" us-east http://nobody.local/ping
soon withholds $'*\nx-*' us-east http://nobody.local/ping
web catchall us-east default_backend=true
eventually 30 gives '200 *"metadata":"catchall"*' us-east http://nobody.local/ping
soon gives '200 *"metadata":"simple"*' us-east http://simple.local/ping
soon gives '404 *' us-west http://nobody.local/ping

same "$east" "$(all_tasks interlock-proxy-us-east)" "the tasks of us-east's proxy"
