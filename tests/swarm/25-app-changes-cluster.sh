#!/usr/bin/env bash
# An application whose cluster label changes moves from one proxy to the other.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

app mover us-east
eventually 60 serves us-east mover.local mover
update --detach=true --label-add com.docker.lb.service_cluster=us-west mover
eventually 60 serves us-west mover.local mover
eventually 60 is_404 us-east mover.local
