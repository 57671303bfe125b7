#!/usr/bin/env bash
# Every check of a run can fail: takes the results of a good run and changes one value at a time.
set -Eeuo pipefail
process=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=chaos/process/report.sh
. "$process/report.sh"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
passed=0 failed=0

# Four phases of 100 s, a change every 2 s that takes 0.2 s, three load balancers.
good() {
  jq -n '[["baseline", 0], ["actors", 100], ["slow", 200], ["core", 300] | {name: .[0], began: .[1], ended: (.[1] + 100),
    killed: 5, clients: [["us-east", "lb-00"], ["us-east", "lb-02"], ["us-west", "lb-01"]
      | {cluster: .[0], node: .[1], requests: 1000, failed: 0, reasons: {}}]}]' >"$work/rounds"
  jq -n '[range(0; 400; 2) | {began: ., took_ms: 200, end: "served"}] | {"us-east": ., "us-west": .}' >"$work/changes"
  echo '[{"name": "baseline", "ms": 10}]' >"$work/heals"
  echo '{"what": "everything is settled", "held": true, "seen": ""}' >"$work/checks"
  about='{"ratio_judged": true, "seconds": 400, "seed": 1}'
}

# is TITLE COUNT: expects COUNT failures in the report
is() {
  local seen
  seen=$(judged "$work" "$about" | jq -c .broken)
  if [[ $(jq length <<<"$seen") == "$2" ]]; then
    passed=$(( passed + 1 ))
    printf 'ok      %s\n' "$1"
  else
    failed=$(( failed + 1 ))
    printf 'FAILED  %s: %s\n' "$1" "$seen"
  fi
}
edit() { # FILE FILTER
  jq -c "$2" "$work/$1" >"$work/edited"
  mv "$work/edited" "$work/$1"
}
clients_of() { echo ".[2].clients[] | select(.cluster == \"$1\")"; }

good; is "a good run is good" 0
good; edit rounds "($(clients_of us-west)).failed = 1"; is "a failed request in us-west" 1
good; edit rounds "($(clients_of us-west)).requests = 0"; is "no requests to us-west" 1
good; edit rounds "(.[2].clients[0]).failed = 7"; is "one load balancer of us-east can be without a task" 0
good; edit rounds "($(clients_of us-east)).failed = 7"; is "but not both" 1
good; edit rounds '.[1].killed = 0'; is "a phase that killed no actor" 1
good; edit changes '(."us-west"[] | select(.began >= 100 and .began < 200)).took_ms = 251'; is "us-west slower than 1.25" 1
good; edit changes '(."us-west"[] | select(.began >= 100 and .began < 200)).took_ms = 250'; is "us-west at 1.25" 0
good; edit changes '(."us-east"[] | select(.began >= 100)).took_ms = 9000'; is "us-east can be slow" 0
good; edit changes '(."us-west"[] | select(.began >= 300)).took_ms = 9000'; is "changes can wait while core is down" 0
good; edit changes '."us-west" |= map(select(.began < 210 or .began > 300))'; is "too few changes to judge" 1
good; edit changes '."us-west"[199].end = "not served"'; is "a change that never arrived" 1
good; edit checks '.held = false'; is "a check at the end" 1
good; about='{"ratio_judged": false}'
edit changes '(."us-west"[] | select(.began >= 100)).took_ms = 900'; is "a short run does not judge times" 0
printf '%d passed, %d failed\n' "$passed" "$failed"
(( failed == 0 ))
