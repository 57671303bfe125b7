#!/usr/bin/env bash
# An application's network can be removed within seconds of the application: the proxy leaves it.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

app gone us-east
eventually 60 serves us-east gone.local gone
docker service rm gone >/dev/null
eventually 30 docker network rm gone
now serves us-east demo-east.local us-east
