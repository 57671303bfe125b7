#!/usr/bin/env bash
# A real engine passes the contract tests of the engine double.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

program=${SIGNALBOX_BUILD:-$top/build/ci}/tests/unit_docker
[[ -x $program ]] || { echo "there is no $program: build the preset ci, or set SIGNALBOX_BUILD"; exit 1; }

step "the contract tests of tests/unit/docker against a manager of this Swarm"
SIGNALBOX_ENGINE=$DOCKER_HOST "$program" "a real engine keeps the contract"
