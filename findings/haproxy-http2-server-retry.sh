#!/usr/bin/env bash
# HAProxy 3.2.26: `option redispatch` does not cover a server that speaks HTTP/2 and accepts no connection, if retries at
# layer 7 are disabled. A good guess is that a refused connection is retried on the next server whatever the server
# speaks, because no byte of the request was sent, and `disable-l7-retry` is about requests that were sent.
#
# Two backends with the same two servers, one of which accepts no connection; six POST requests to each:
#
#   servers by HTTP/1        200 200 200 200 200 200
#   servers with `proto h2`  every second answer is 502
#
# HAProxy 2.6.12 answers 200 to all twelve. With 3.2 such a backend needs `retry-on conn-failure`, and no rule
# `disable-l7-retry`.
#
# Exit code: 0 as described, 1 otherwise, 77 if this version cannot be had any more.
set -euo pipefail

version=3.2.26-1
work=$(mktemp -d)
proxy=''
trap 'if [ -n "$proxy" ]; then kill "$proxy" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

# The package and its libraries, unpacked, neither installed nor started.
unpack() {
  mkdir -p "$work"/lists/partial "$work"/archives/partial "$work/root"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main" >"$work/sources.list"
  printf '%s\n' "Dir::Etc::sourcelist \"$work/sources.list\";" 'Dir::Etc::sourceparts "-";' \
    "Dir::State::lists \"$work/lists\";" "Dir::Cache \"$work\";" >"$work/apt.conf"
  export APT_CONFIG=$work/apt.conf
  cd "$work"
  apt-get -qq -o APT::Sandbox::User=root update
  apt-get -qq -o APT::Sandbox::User=root download "haproxy=$version" libc6 libcrypt1 libpcre2-8-0 libssl3t64 zlib1g libzstd1 \
    libjemalloc2 liblua5.4-0 libopentracing-c-wrapper0t64 libopentracing1 libgcc-s1 libstdc++6 || return
  for package in ./*.deb; do dpkg-deb -x "$package" root; done
}
(unpack) || { echo "HAProxy $version cannot be had"; exit 77; }

cat >"$work/haproxy.cfg" <<'END'
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  balance roundrobin
  option redispatch 1
  retries 1
frontend by-http1
  bind 127.0.0.1:18181
  http-request disable-l7-retry
  default_backend http1
frontend by-http2
  bind 127.0.0.1:18182
  http-request disable-l7-retry
  default_backend http2
backend http1
  server away 127.0.0.1:18189
  server there 127.0.0.1:18188
backend http2
  server away 127.0.0.1:18189 proto h2
  server there 127.0.0.1:18188 proto h2
frontend application
  bind 127.0.0.1:18188
  http-request return status 200
END
libraries=$(echo "$work"/root/usr/lib/*-linux-gnu)
"$(find "$work/root/usr/lib" -name 'ld-linux*.so.?' | head -n 1)" --library-path "$libraries" "$work/root/usr/sbin/haproxy" \
  -db -f "$work/haproxy.cfg" >/dev/null 2>&1 &
proxy=$!

ask() { curl -s -o /dev/null -m 5 -w '%{http_code}' -X POST -d x "http://127.0.0.1:$1/"; }
six() { for _ in 1 2 3 4 5 6; do ask "$1"; echo; done | xargs; }
for _ in $(seq 50); do if ask 18188 >/dev/null; then break; fi; sleep 0.1; done

http1=$(six 18181) http2=$(six 18182)
printf 'HAProxy %s\nservers by HTTP/1:        %s\nservers with proto h2:    %s\n' "$version" "$http1" "$http2"
[[ $http1 == '200 200 200 200 200 200' && $http2 =~ ^(502\ 200\ 502\ 200\ 502\ 200|200\ 502\ 200\ 502\ 200\ 502)$ ]]
