#!/usr/bin/env bash
# Tests of the lab: `up` starts a working Swarm, and `down` removes everything, also after an interruption.
#
#   tests/swarm/lab-test.sh [CHECK…]   all of them, or these
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/swarm/check.sh
. "$here/check.sh"
# shellcheck source=tests/swarm/probe.sh
. "$here/probe.sh"
lab=$here/../../deploy/lab/lab.sh
name=labtest
neighbour=labtest2
state=/var/lib/signalbox-lab/$name
work=$(mktemp -d)
passed=0

clean_up() {
  "$lab" down --name "$name" >/dev/null 2>&1
  "$lab" down --name "$neighbour" >/dev/null 2>&1
  rm -rf "$work"
}
trap 'clean_up || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

up() { "$lab" up --name "$name" --subnet 10.88.251 --managers m-00 --workers "w-00 w-01"; }
down() { "$lab" down --name "$name"; }
at() { "$lab" exec --name "$name" "$@"; }

# The state that `down` must restore, without the parts that other users of the machine change.
machine() {
  ip -o link | awk '{ print $2 }' | grep -F -- "-$name" || true
  iptables-save | sed -nE 's/^(:[^[]*).*/\1/p; /10\.88\.251|sbl-/p'
  grep -rs . /proc/sys/net/bridge /proc/sys/net/ipv4/{ip_forward,conf/all,conf/default} /proc/sys/kernel/keys || true
  grep -F "$state" /proc/mounts || true
  find /sys/fs/cgroup -type d -name "sbl-$name*"
  grep -lsF -f <(echo "$state") /proc/[0-9]*/cmdline || true
  find /opt /etc/docker /run/docker /run/docker.sock -maxdepth 1 2>/dev/null
  find /var/lib/signalbox-lab -maxdepth 1 -name "*$name" 2>/dev/null || true
}

# Every process of a node is in one of its cgroups, the engine's or a container's.
members() { find /sys/fs/cgroup -path "*/sbl-$name*" -name cgroup.procs -exec cat {} + | sort -un; }

is_clean() {
  local now pid
  now=$(machine)
  [[ $now == "$1" ]] || { diff <(echo "$1") <(echo "$now"); return 1; }
  for pid in $2; do
    [[ ! -e /proc/$pid ]] || ! grep -qs 'State:.[RSDTt]' "/proc/$pid/status" ||
      { echo "process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline")"; return 1; }
  done
}

probe_image() {
  probe_root
  docker -H "$("$lab" socket --name "$name" m-00)" import "$work/root.tar" probe:latest >/dev/null
  docker -H "$("$lab" socket --name "$name" m-00)" save -o "$work/probe.tar" probe:latest
  "$lab" load --name "$name" "$work/probe.tar"
}

task_states() { at m-00 -- docker service ps -f desired-state=running --format '{{.CurrentState}}' probe; }
all_run() { [[ $(task_states | grep -c '^Running') == "$1" ]] || { task_states; false; }; }

# The node's shell expands the text in single quotes.
# shellcheck disable=SC2016
# A request from inside the task on one node to the task on another, at its overlay address.
overlay_answers() {
  local from=$1 to=$2 address pid
  address=$(at "$to" -- sh -c \
    'docker inspect -f "{{.NetworkSettings.Networks.probe.IPAddress}}" $(docker ps -q -f name=probe)')
  pid=$(at "$from" -- sh -c 'docker inspect -f "{{.State.Pid}}" $(docker ps -q -f name=probe)')
  [[ $(at "$from" -- nsenter -t "$pid" --net curl -sS -m 5 "http://$address:8080/") == 'hello from a task' ]]
}

a_lab_is_a_swarm() {
  up
  probe_image
  at m-00 -- docker network create -d overlay probe >/dev/null
  at m-00 -- docker service create -d --no-resolve-image --name probe --mode global --network probe \
    --publish mode=host,target=8080,published=80 "${probe_command[@]}" >/dev/null
  eventually 60 all_run 3
  eventually 20 overlay_answers w-00 w-01
  eventually 20 overlay_answers w-01 m-00
  eventually 20 curl -sSf -m 5 "http://$("$lab" addr --name "$name" w-00)/"
}

# The node's shell expands the text in single quotes. The engine may have a root file system of its own.
# shellcheck disable=SC2016
forwards() { # NODE NAMESPACE: a network namespace that the node's engine made
  local seen
  seen=$(at "$1" -- bash -c 'nsenter --net="/proc/$(</run/docker.pid)/root/run/docker/netns/$0" \
    cat /proc/sys/net/ipv4/ip_forward' "$2")
  same 1 "$seen" "ip_forward in $2"
}

# A new namespace gets the machine's value of ip_forward. To test 0 on any machine, a namespace is made with 0.
# shellcheck disable=SC2016
what_an_engine_makes_forwards() {
  eventually 20 forwards w-00 ingress_sbox
  at w-00 -- bash -euc 'touch /run/docker/netns/test; nsenter -t "$(</run/docker.pid)" --mount unshare --net bash -euc \
    "echo 0 >/proc/sys/net/ipv4/ip_forward; mount --bind /proc/self/ns/net /run/docker/netns/test"'
  eventually 20 forwards w-00 test
  at w-00 -- bash -c 'nsenter -t "$(</run/docker.pid)" --mount umount /run/docker/netns/test'
}

# An engine writes some files to /var/lib/docker, whatever its data root is.
the_machine_keeps_its_own_var_lib() {
  local written file
  written=$(at m-00 -- find /var/lib/docker -newer "$state/lab.conf" -name 'lb_*')
  contains "$written" lb_ "what the engine of m-00 keeps in /var/lib/docker"
  for file in $written; do
    [[ ! -e $file ]] || fail "$file is the node's alone"
  done
}

# A bridge without an address of its own uses that of a port. It changes when the port's node stops, and packets to the
# bridge are lost for ten seconds.
the_bridge_has_an_address_of_its_own() {
  local links
  links=$(nsenter -t "$(<"$state/_switch/pid")" --net ip -o link)
  same 1 "$(grep -c "$(sed -n 's,.* bridge: .*link/ether \([^ ]*\) .*,\1,p' <<<"$links")" <<<"$links")" \
    "the number of links with the bridge's address"
}

a_second_up_is_quick_and_harmless() {
  local began before
  before=$(members)
  began=$(milliseconds)
  up
  (( $(milliseconds) - began < 5000 )) || fail "a second up takes less than 5 s"
  same "$before" "$(members)" "the set of processes"
}

down_leaves_a_neighbour_alone() {
  "$lab" up --name "$neighbour" --subnet 10.88.252 --managers m-00
  local before after
  before=$("$lab" nodes --name "$neighbour")
  down
  after=$("$lab" nodes --name "$neighbour")
  same "$before" "$after" "the neighbour"
  contains "$("$lab" exec --name "$neighbour" m-00 -- docker node ls)" Ready "what the neighbour's engine says"
  "$lab" down --name "$neighbour"
}

nodes_come_back_with_their_data() {
  at m-00 -- true
  "$lab" kill-node --name "$name" w-00
  "$lab" stop-node --name "$name" w-01
  contains "$("$lab" nodes --name "$name")" "w-00 10.88.251.11 stopped" "the list of nodes"
  "$lab" start-node --name "$name" w-00
  up
  eventually 60 all_run 3
  eventually 20 overlay_answers w-00 w-01
  "$lab" freeze-node --name "$name" w-01
  contains "$("$lab" nodes --name "$name")" "w-01 10.88.251.12 frozen" "the list of nodes"
  ! curl -sf -m 1 "http://$("$lab" addr --name "$name" w-01)/" >/dev/null || fail "a frozen node says nothing"
  "$lab" thaw-node --name "$name" w-01
  eventually 20 curl -sSf -m 5 "http://$("$lab" addr --name "$name" w-01)/"
}

an_up_killed_at() {
  up >"$work/up.log" 2>&1 &
  local runner=$!
  eventually 30 something_of "$1"
  # The subshell's child is the script. On a fast machine it has ended by now; then `down` has more to remove.
  kill -KILL "$(pgrep -P "$runner" || echo "$runner")" 2>/dev/null || true
  wait "$runner" 2>/dev/null || true
}

something_of() { compgen -G "$state/$1" >/dev/null; }

gone() { [[ ! -e $state/$1 ]]; }

a_down_killed_half_way() {
  up
  "$lab" down --name "$name" </dev/null >"$work/down.log" 2>&1 &
  local runner=$!
  eventually 60 gone m-00/data/swarm
  kill -KILL "$runner" 2>/dev/null || true
  wait "$runner" || true
}

an_interrupted_up_cleans_up_itself() {
  "$lab" up --name "$name" --subnet 10.88.251 --managers m-00 --workers "w-00 w-01" </dev/null >"$work/up.log" 2>&1 &
  local runner=$!
  eventually 30 something_of 'w-00/docker.sock'
  kill -TERM "$runner"
  ! wait "$runner" || fail "an interrupted up ends with an error"
}

run() {
  local began=$EPOCHREALTIME status
  # Not `( … ) || …`, which would switch errexit off inside.
  set +e
  ( set -e; "$@" ) >"$work/log" 2>&1
  status=$?
  set -e
  (( status == 0 )) || { printf 'FAILED lab: %s\n' "${*//_/ }"; cat "$work/log"; exit 1; }
  printf 'ok lab: %s (%d s)\n' "${*//_/ }" $(( (${EPOCHREALTIME/./} - ${began/./}) / 1000000 ))
  passed=$(( passed + 1 ))
}

nothing_is_left() { eventually 10 is_clean "$before" "${1-}"; }

then_it_is_clean() {
  local pids
  pids=$(members)
  down
  nothing_is_left "$pids"
}

on_a_hostile_machine() {
  "$here/hostile-machine.sh" "$here/lab-test.sh" a_lab_is_a_swarm what_an_engine_makes_forwards then_it_is_clean
}

everything() {
  local moment
  run a_lab_is_a_swarm
  run what_an_engine_makes_forwards
  run the_machine_keeps_its_own_var_lib
  run the_bridge_has_an_address_of_its_own
  run a_second_up_is_quick_and_harmless
  run nodes_come_back_with_their_data
  run then_it_is_clean
  run then_it_is_clean
  run up
  run down_leaves_a_neighbour_alone
  run then_it_is_clean
  for moment in lab.conf w-00/alive m-00/pid w-01/docker.sock m-00/data/swarm w-00/data/swarm/certificates; do
    run an_up_killed_at "$moment"
    run then_it_is_clean
  done
  run a_down_killed_half_way
  run then_it_is_clean
  run an_interrupted_up_cleans_up_itself
  run nothing_is_left
  run on_a_hostile_machine
  run nothing_is_left
}

main() {
  local check
  before=$(machine)
  (( $# )) || everything
  for check in "$@"; do run "$check"; done
  printf '%d passed, 0 failed\n' "$passed"
}

main "$@"
