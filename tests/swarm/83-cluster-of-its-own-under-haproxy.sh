#!/usr/bin/env bash
# Repeats 78- with HAProxy: DNS names, PROXY protocol, a closed list of networks.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

docker -H "$(lab socket lb-01)" load -q -i "$SWARM_IMAGES/signalbox-haproxy.tar" >/dev/null
SWARM_PROGRAM=haproxy bash "$here/78-cluster-of-its-own.sh" || fail "78-cluster-of-its-own passes under HAProxy"
