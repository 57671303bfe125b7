#!/usr/bin/env bash
# Starts a proxy for each scene, runs a command, and ends the proxies. Must run in a private network: `unshare -n`.
# Usage: serve.sh PROXY FOLDER COMMAND…; FOLDER has a folder with `proxy.conf` for each scene.
set -uo pipefail

proxy=$1 scenes=$2 pids=()
shift 2
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null' EXIT
ip link set lo up
for scene in "$scenes"/*; do
  if [[ $proxy == *nginx ]]; then
    "$proxy" -p "$scene" -c "$scene/proxy.conf" -g 'daemon off;' >"$scene/output" 2>&1 &
  else
    "$proxy" -f "$scene/proxy.conf" >"$scene/output" 2>&1 &
  fi
  pids+=($!)
done
"$@"
status=$?
if [[ $status -gt 1 ]]; then
  tail -n 20 "$scenes"/*/output "$scenes"/*/log 2>/dev/null
  echo '0 passed, 1 failed'
fi
exit "$status"
