#!/usr/bin/env bash
# A changed TOML file reaches a running proxy, and only the proxy that it concerns.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

region() { docker service inspect interlock-proxy-us-east --format '{{index .Spec.Labels "proxy_region"}}'; }
region_is() { [[ $(region) == "$1" ]] || { echo "proxy_region is $(region)"; false; }; }
configured() { [[ $(rendered us-east) == *"worker_connections $1;"* ]] || { rendered us-east; false; }; }

west=$(footprint us-west)
# The first match of each is in us-east's block.
seed_settings | sed -e '0,/MaxConnections = 2048/s//MaxConnections = 512/' \
  -e '0,/proxy_region = "us-east"/s//proxy_region = "atlantic"/' | docker config create service.interlock.conf-2 - >/dev/null

use_settings service.interlock.conf service.interlock.conf-2
eventually 60 region_is atlantic
eventually 60 configured 512
eventually 60 serves us-east demo-east.local us-east
now footprint_is us-west "$west"
eventually 60 exactly_on interlock-proxy-us-east lb-00

step "the first file again"
use_settings service.interlock.conf-2 service.interlock.conf
docker config rm service.interlock.conf-2 >/dev/null
eventually 60 region_is us-east
eventually 60 configured 2048
now footprint_is us-west "$west"
