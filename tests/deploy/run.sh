#!/usr/bin/env bash
# shellcheck disable=SC2016  # stubs are not to be expanded here
# The built program, the scripts of deploy/ and the gate, as a person calls them: no engine, no network, nothing is installed.
#
#   tests/deploy/run.sh [BUILD_DIR]
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
build=${1:-$top/build/ci}
signalbox=$(find "$build" -type f -name signalbox -perm -u+x | head -n 1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
passed=0 failed=0

# says CODE PATTERN COMMAND…: the command ends with CODE, and its output matches PATTERN
says() {
  local code=$1 pattern=$2 status=0 said title
  shift 2
  title=${called:-${*/#"$top"\//}}
  said=$(timeout --kill-after 2 20 "$@" 2>&1 </dev/null) || status=$?
  if (( status == code )) && [[ $said =~ $pattern ]]; then
    passed=$(( passed + 1 ))
    printf 'ok      %s\n' "$title"
  else
    failed=$(( failed + 1 ))
    printf 'FAILED  %s\n        expected: code %s and /%s/\n        seen:     code %s and %s\n' \
      "$title" "$code" "$pattern" "$status" "$said"
  fi
}

program() {
  if [[ -z $signalbox ]]; then
    failed=$(( failed + 1 ))
    printf 'FAILED  there is no program signalbox in %s\n' "$build"
    return
  fi
  printf 'Lisen = 1\n[Extensions.x]\nPublishedPort = "80"\n' >"$work/wrong.toml"
  printf 'DockerURL = "unix://%s/nothing"\nListenAddr = "127.0.0.1:0"\n[Extensions.x]\n' "$work" >"$work/right.toml"
  says 0 '^signalbox [0-9]+\.[0-9]+' "$signalbox" --version
  says 0 'Exit codes:' "$signalbox" --help
  says 2 'not a command' "$signalbox" fly
  says 2 'required' "$signalbox" -D run
  says 0 'valid, 0 errors' "$signalbox" validate -c "$top/deploy/config.toml"
  says 0 'valid, 0 errors' "$signalbox" validate -c "$top/deploy/walkthrough.toml"
  says 0 'valid, 0 errors' "$signalbox" validate -c "$work/right.toml"
  says 1 "wrong.toml:1:1: unknown key 'Lisen'.*wrong.toml:3:17: .*2 errors" "$signalbox" validate -c "$work/wrong.toml"
  says 1 '"valid": false' "$signalbox" validate --json -c "$work/wrong.toml"
  says 1 'no such file' "$signalbox" validate -c "$work/missing.toml"
  says 1 "unknown key 'Lisen'" "$signalbox" run -c "$work/wrong.toml"
  says 0 'level=warning CHAOS: whoever reaches 127\.0\.0\.1:0 ' \
    timeout --preserve-status 1 "$signalbox" run -c "$work/right.toml" --chaos 0
  says 1 '^$' bash -c 'timeout 1 "$0" run -c "$1" 2>&1 | grep -i chaos' "$signalbox" "$work/right.toml"
  says 1 'chaos = "192.0.2.1:1": this machine has no such address' "$signalbox" run -c "$work/right.toml" --chaos 192.0.2.1:1
  says 1 '.' "$signalbox" healthcheck --url http://127.0.0.1:1/healthz
  says 3 'cannot be asked' "$signalbox" status --core http://127.0.0.1:1
  printf '[{"Spec":{"Name":"shop","Labels":{"traefik.http.routers.s.rule":"Host(`s.local`)",%s}}}]' \
    '"traefik.http.services.s.loadbalancer.server.port":"80"' >"$work/services.json"
  says 0 'label-add com.docker.lb.hosts=s.local ' "$signalbox" convert traefik "$work/services.json"
  says 2 'not what .docker service inspect. prints' "$signalbox" convert caddy "$work/wrong.toml"
  says 3 'unix:///nowhere' "$signalbox" convert traefik --docker unix:///nowhere
}

scripts() {
  says 1 'no-such' "$top/deploy/packages.sh" no-such
  says 0 'lab.sh up' "$top/deploy/lab/lab.sh" help
  says 1 'unknown command' "$top/deploy/lab/lab.sh" no-such --name x
  says 0 'save DIR' "$top/deploy/images.sh" --help
  says 0 'quickstart.sh down' "$top/deploy/quickstart.sh" --help
  says 0 'seed N' "$top/chaos/process/run.sh" --help
  says 2 'no phase' "$top/chaos/process/run.sh" --only no-such
  says 0 'only STAGE' "$top/tests/run.sh" --help
  says 2 'no stage' "$top/tests/run.sh" --only no-such
}

# Prometheus itself reads and tries them; and an alert on a metric that is not there is found.
monitoring() {
  says 0 '7 passed, 0 failed' "$here/monitoring.sh"
  cp -r "$top/deploy/monitoring" "$work/monitoring"
  sed -i 's/signalbox_cluster_degraded == 1/signalbox_cluster_unknown == 1/' "$work/monitoring/alerts.yml"
  says 1 'has no: signalbox_cluster_unknown' "$here/monitoring.sh" "$work/monitoring"
}

# stub FILE BODY: a script of the small project that the gate is tried on
stub() {
  mkdir -p "$work/gate/$(dirname -- "$1")"
  printf '#!/bin/bash\n%s\n' "$2" >"$work/gate/$1"
}

# gate_says CODE LAST_LINE PACKAGES LINT: how the gate ends when these are its two stages
gate_says() {
  local called="the gate ends with $1 and '$2' after: $4"
  stub deploy/packages.sh "$3"
  stub tests/lint/run.sh "$4"
  says "$1" $'(^|\n)'"$2"'$' env SIGNALBOX_GATE_LOCK="$work/lock" bash "$work/gate/tests/run.sh" --only lint
}

gate() {
  mkdir -p "$work/gate/tests"
  cp -r "$top/tests/run.sh" "$top/tests/gate" "$work/gate/tests"
  gate_says 0 '3 passed, 0 failed' 'exit 0' 'echo "2 passed, 0 failed"'
  gate_says 1 '3 passed, 1 failed' 'exit 0' 'echo "2 passed, 1 failed"; exit 1'
  gate_says 1 '1 passed, 1 failed' 'exit 0' 'echo crashed; exit 7'
  gate_says 1 '3 passed, 1 failed' 'exit 0' 'echo "2 passed, 0 failed"; exit 1'
  gate_says 1 '1 passed, 1 failed' 'exit 0' 'echo "0 passed, 0 failed"'
  gate_says 1 '0 passed, 2 failed' 'exit 1' 'echo "2 passed, 0 failed"'
  # stopped from outside: the stage, which the gate has started through a lane, has time to clean up
  gate_says 143 'interrupted' 'exit 0' 'trap "echo swept >$0.swept; exit 1" TERM
    read -r _ _ _ lane _ <"/proc/$PPID/stat"; read -r _ _ _ gate _ <"/proc/$lane/stat"
    kill -TERM "$gate"; sleep 15 & wait'
  says 0 'swept' cat "$work/gate/tests/lint/run.sh.swept"
}

program
scripts
monitoring
gate
printf '%d passed, %d failed\n' "$passed" "$failed"
(( failed == 0 ))
