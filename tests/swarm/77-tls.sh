#!/usr/bin/env bash
# TLS that ends in the proxy, in the application, or in both; and certificates that are missing, do not fit or have
# expired.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/traffic.sh"
. "$here/certificates.sh"

authority ca
authority other
certificate one ca 'term.local'
certificate two ca 'term.local'
certificate only ca 'only.local,*.wide.local'
certificate app ca 'app.internal'
certificate proxy ca 'proxy'
certificate odd ca 'odd.local'
cp "$certs/two.key" "$certs/odd.key"
certificate old ca 'old.local' -1
if under nginx; then
  parts=(crt key) mismatch='*key values mismatch*'
else
  cat "$certs/odd.crt" "$certs/odd.key" >"$certs/odd.pem"
  parts=(pem) mismatch='*inconsistencies between private key and certificate*'
fi

# Labels for a certificate and its key, which HAProxy reads from one secret.
pair() { # NAME
  if under nginx; then echo "ssl_cert=$1.crt ssl_key=$1.key"; else echo "ssl_cert=$1.pem"; fi
}
own_pair() { # NAME, shown to the application
  if under nginx; then echo "ssl_backend_cert=$1.crt ssl_backend_key=$1.key"; else echo "ssl_backend_cert=$1.pem"; fi
}
secrets only.pem app.pem ca.crt old.pem
for name in one proxy odd; do secrets "${parts[@]/#/$name.}"; done
trusting=(--cacert "$certs/ca.crt")
tls_app=(-- --secret app.pem --secret ca.crt -- --tls-cert /run/secrets/app.pem)
served_over_tls() { gives '200 *"metadata":"term"*' us-east https://term.local/ping "${trusting[@]}"; }

step "the first certificates of a cluster; one is missing, one has another key, one has expired"
# shellcheck disable=SC2046  # words
together \
  web plain us-east hosts=plain.local , \
  web term us-east hosts=term.local $(pair one) , \
  web only us-east 'hosts=only.local,*.wide.local' ssl_cert=only.pem ssl_only=true 'ssl_hsts=1d; preload' , \
  web odd us-east hosts=odd.local $(pair odd) , \
  web old us-east hosts=old.local ssl_cert=old.pem , \
  web missing us-east hosts=missing.local $(pair two) , \
  web pass us-east hosts=pass.local ssl_passthrough=true redirects=http://pass.local,https://pass.local,301 "${tls_app[@]}" , \
  web inner us-east hosts=inner.local ssl_backend=true "${tls_app[@]}" , \
  web proven us-east hosts=proven.local ssl_backend=true ssl_backend_tls_verify=required ssl_backend_ca=ca.crt \
    ssl_backend_name=app.internal $(own_pair proxy) \
    "${tls_app[@]}" --tls-ca /run/secrets/ca.crt , \
  web doubtful us-east hosts=doubtful.local ssl_backend=true ssl_backend_tls_verify=required ssl_backend_ca=ca.crt \
    "${tls_app[@]}"
eventually 90 served_over_tls
soon gives '200 *"metadata":"term"*' us-east http://term.local/ping
eventually 10 has_problem missing "*there is no secret 'two.${parts[0]}'*docker secret create*"
eventually 30 has_problem odd "$mismatch"
eventually 30 has_problem old '*the certificate in secret old.pem has expired*'
eventually 10 gives '200 *"metadata":"old"*' us-east https://old.local/ping -k
soon refuses us-east https://old.local/ping "${trusting[@]}"
for name in odd missing; do soon gives '404 *' us-east "http://$name.local/ping"; done

step "TLS ends in the proxy"
eventually 20 shows one us-east term.local
own=$(ip -4 -o route get "${address[us-east]}" | sed -n 's/.* src \([0-9.]*\).*/\1/p')
soon gives '200 *"X-Forwarded-Proto":"https"*"X-Forwarded-Port":"443"*' us-east https://term.local/headers "${trusting[@]}"
soon gives "200 *\"X-Real-IP\":\"$own\"*" us-east https://term.local/headers "${trusting[@]}"
soon refuses us-east https://nobody.local/ping -k
soon refuses us-east "https://${address[us-east]}/ping" -k -H 'Host: term.local'
soon refuses us-east https://plain.local/ping -k

step "TLS only, with HSTS"
eventually 20 shows only us-east x.wide.local
soon gives $'308 *\nLocation: https://only.local/ping?a=1\n*' us-east 'http://only.local/ping?a=1'
eventually 20 gives $'200 *\nstrict-transport-security: max-age=86400; preload\n*"metadata":"only"*' us-east https://x.wide.local/ping \
  "${trusting[@]}"
soon withholds '*strict-transport-security*' us-east https://term.local/ping "${trusting[@]}"

step "TLS ends in the application"
eventually 20 shows app us-east pass.local
eventually 20 gives '200 *erver: signalbox-demo*"metadata":"pass"}' us-east https://pass.local/ping -k
soon withholds $'*\nx-*' us-east https://pass.local/ping -k
soon gives $'301 *\nLocation: https://pass.local/ping\n*' us-east http://pass.local/ping

step "TLS between proxy and application"
eventually 20 gives '200 *"metadata":"inner"*' us-east http://inner.local/ping
eventually 20 gives '200 *"metadata":"proven"*' us-east http://proven.local/ping
untrusted='502 *'
if under haproxy; then untrusted='50[23] *'; fi
soon gives "$untrusted" us-east http://doubtful.local/ping

step "a new certificate replaces the old one"
secrets "${parts[@]/#/two.}"
# shellcheck disable=SC2046  # words
relabel term $(pair two)
eventually 60 shows two us-east term.local
eventually 20 gives '200 *"metadata":"missing"*' us-east http://missing.local/ping
eventually 10 served_over_tls
