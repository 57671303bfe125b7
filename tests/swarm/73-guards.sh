#!/usr/bin/env bash
# Access by address, by password and by another application; headers; error pages; maintenance; compression.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"

own=$(ip -4 -o addr show "$(ip -4 -o route get "${address[us-east]}" | awk '{ print $3 }')" | awk '{ print $4 }')
printf 'ann:%s\n' "$(openssl passwd -apr1 secret)" | docker secret create users - >/dev/null

together \
  web door us-east hosts=door.local "allow_from=192.0.2.0/24,${own%/*}" , \
  web shut us-east hosts=shut.local "deny_from=$own" , \
  web users us-east hosts=users.local basic_auth=users , \
  web oracle us-east hosts=oracle.local , \
  web asked us-east hosts=asked.local forward_auth=oracle.local/verify forward_auth_headers=Remote-User , \
  web headers us-east hosts=headers.local 'request_header.X-Tenant=blue; "quoted", {1}' request_header.User-Agent= \
    'response_header.Cache-Control=no-store' response_header.Content-Type= , \
  web pages us-east hosts=pages.local error_pages=oracle.local/pages error_statuses=404,503 , \
  web small us-east hosts=small.local gzip=true
for host in door pages small headers; do
  eventually 60 gives '200 *' us-east "http://$host.local/ping"
done

step "addresses"
eventually 20 gives '403 *' us-east http://shut.local/ping
relabel door allow_from=192.0.2.0/24
eventually 20 gives '403 *' us-east http://door.local/ping

guard_by_others() {
  step "passwords"
  eventually 60 gives $'401 *\nWWW-Authenticate: Basic realm="restricted"*' us-east http://users.local/ping
  soon gives '401 *' us-east http://users.local/ping -u ann:wrong
  soon gives '200 *"metadata":"users"*' us-east http://users.local/ping -u ann:secret

  step "forward authentication"
  eventually 20 gives '401 *' us-east http://asked.local/headers
  soon gives '200 *"remote-user":"somebody"*' us-east http://asked.local/headers -H 'X-Pass: open'
  soon gives '200 *"remote-user":"somebody"*' us-east http://asked.local/headers -H 'X-Pass: open' -H 'Remote-User: forged'
  soon withholds '*forged*' us-east http://asked.local/headers -H 'X-Pass: open' -H 'Remote-User: forged'
  soon gives $'200 *\n\n11' us-east http://asked.local/size -H 'X-Pass: open' -d 'the request'
  inner=$(rendered us-east | sed -n 's,.*auth_request \(.*\);$,\1,p')
  soon gives '404 *' us-east "http://asked.local$inner" -H 'X-Pass: open'
}

# Under HAProxy a service with a password file or with forward authentication is left out.
leave_out_the_guarded() {
  step "passwords and forward authentication"
  for name in users asked; do
    eventually 10 has_problem "$name" '*is left out*'
    soon gives '404 *' us-east "http://$name.local/ping"
  done
}
if under nginx; then guard_by_others; else leave_out_the_guarded; fi

step "headers"
soon gives '200 *"x-tenant":"blue; \\"quoted\\", {1}"*' us-east http://headers.local/headers -H 'X-Tenant: red'
soon withholds '*red*' us-east http://headers.local/headers -H 'X-Tenant: red'
soon withholds '*"User-Agent"*' us-east http://headers.local/headers -A browser
soon gives $'200 *\ncache-control: no-store\n*' us-east http://headers.local/ping
soon gives $'404 *\ncache-control: no-store\n*' us-east http://headers.local/nowhere
soon withholds $'*\n[Cc]ontent-[Tt]ype:*' us-east http://headers.local/ping
soon gives $'200 *\nx-upstream-addr: *' us-east http://headers.local/ping
soon gives '200 *"X-Real-IP":"10.*"X-Forwarded-Proto":"http"*"X-Forwarded-Host":"small.local"*"X-Forwarded-Port":"80"*' \
  us-east http://small.local/headers

step "error pages"
missing='404 *the page 404.html*' unserved='503 *the page 503.html*'
if under haproxy; then
  missing='404 *no such page*' unserved='503 *'
  soon has_problem pages '*error_pages*has no effect*'
fi
soon gives "$missing" us-east http://pages.local/nowhere
soon gives '500 *'$'\n''500' us-east http://pages.local/status/500
docker service scale --detach=true pages=0 >/dev/null
eventually 30 gives "$unserved" us-east http://pages.local/ping

step "maintenance"
relabel headers maintenance=true
eventually 20 gives '503 *Down for maintenance*' us-east http://headers.local/ping
relabel headers maintenance=false
eventually 20 gives '200 *"metadata":"headers"*' us-east http://headers.local/ping

step "compression for clients that accept it"
soon gives $'200 *\nContent-Encoding: gzip*' us-east http://small.local/headers -H "X-Long: $(printf 'x%.0s' {1..500})" \
  -H 'Accept-Encoding: gzip' -o /dev/null -D -
soon withholds $'*\nContent-Encoding:*' us-east http://small.local/headers
soon withholds $'*\nContent-Encoding:*' us-east http://door.local/headers -H 'Accept-Encoding: gzip'
