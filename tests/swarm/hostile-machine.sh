#!/usr/bin/env bash
# Runs a command in namespaces that imitate a machine with the worst settings for a lab: IP forwarding is off,
# br_netfilter passes bridged frames to iptables, the policies of FORWARD and INPUT are DROP, there is no IPv6, and an
# engine with a bridge and a container runs. Also fails if the command leaves a setting changed there. If a signal ends
# this script, the files of a lab stay, and its `down` removes them.
#
#   tests/swarm/hostile-machine.sh COMMAND…
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/swarm/check.sh
. "$here/check.sh"
# shellcheck source=tests/swarm/probe.sh
. "$here/probe.sh"
cgroup=labtest-machine

# --- outside

clean_up() {
  trap '' INT TERM HUP
  [[ -z ${machine-} ]] || kill -KILL "$machine" 2>/dev/null || true
  wait || true
  local i
  for (( i = 0; i < 100; i++ )); do
    find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
    [[ -n $(find /sys/fs/cgroup -type d -name "$cgroup" -print -quit) ]] || break
    sleep 0.1
  done
  rm -rf --one-file-system "$work"
}

main() {
  work=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # In the background, because bash runs a trap only after a foreground command has ended.
  work=$work unshare --net --mount --ipc --pid --fork --kill-child --mount-proc bash "$here/hostile-machine.sh" --inside "$@" &
  machine=$!
  wait "$machine"
  machine=''
}

# --- inside

engine_answers() { engine version >/dev/null 2>&1 || { tail -n 5 "$work/engine.log"; false; }; }
engine() { docker -H unix:///run/machine.sock "$@"; }
container_answers() { [[ $(curl -sS -m 5 http://127.0.0.1:8088/) == 'hello from a task' ]]; }

start_engine() {
  mount -t tmpfs tmpfs /run
  echo '{}' >"$work/daemon.json"
  env -u DOCKER_HOST dockerd --log-level warn --config-file "$work/daemon.json" --ip-forward=false --bip 172.31.255.1/24 \
    --data-root "$work/data" --exec-root /run/docker --pidfile /run/machine.pid --cgroup-parent "/$cgroup" \
    --exec-opt native.cgroupdriver=cgroupfs -H unix:///run/machine.sock >"$work/engine.log" 2>&1 &
  eventually 30 engine_answers
  probe_root
  engine import "$work/root.tar" probe:latest >/dev/null
  engine run -d --name machine -p 8088:8080 "${probe_command[@]}" >/dev/null
}

set_hostile() {
  echo 0 >/proc/sys/net/ipv4/ip_forward
  iptables -P FORWARD DROP
  iptables -A INPUT -i lo -j ACCEPT
  iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
  iptables -P INPUT DROP
  if [[ -e /proc/sys/net/bridge ]]; then
    echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
    a_plain_bridge_is_no_use
  else
    echo "this kernel has no br_netfilter, so its effect is not tried"
  fi
}

# Checks that the settings have an effect: two ports of a plain bridge reach each other only if FORWARD is ACCEPT.
a_plain_bridge_is_no_use() {
  local port pids=()
  ip link add plain type bridge
  ip link set plain up
  for port in 1 2; do
    unshare --net sleep 60 &
    pids+=($!)
    eventually 5 in_another_network "$!"
    ip link add "plain-$port" type veth peer name eth0 netns "$!"
    ip link set "plain-$port" master plain up
    nsenter -t "$!" --net ip addr add "10.88.253.$port/24" dev eth0
    nsenter -t "$!" --net ip link set eth0 up
  done
  nsenter -t "${pids[1]}" --net busybox httpd -f -p 8080 -h "$work/root/www" &
  pids+=($!)
  ! nsenter -t "${pids[0]}" --net curl -sS -m 1 http://10.88.253.2:8080/ >/dev/null 2>&1 ||
    fail "a plain bridge passes nothing on here" "it does"
  iptables -P FORWARD ACCEPT
  eventually 5 nsenter -t "${pids[0]}" --net curl -sS -m 1 http://10.88.253.2:8080/
  iptables -P FORWARD DROP
  kill "${pids[@]}"
  wait "${pids[@]}" || true
  ip link del plain
  eventually 5 no_links_named plain-
}

in_another_network() { [[ $(readlink "/proc/$1/ns/net") != "$(readlink /proc/self/ns/net)" ]]; }
no_links_named() { ! ip -o link | grep -F "$1"; }

state_of_machine() {
  ip -br link
  ip -br addr
  ip route show table all
  ip rule
  iptables-save | sed '/^#/d; s/\[[0-9:]*\]//'
  # Some of them cannot be read.
  { grep -rs . /proc/sys/net /proc/sys/kernel/keys /proc/sys/vm /proc/sys/fs/inotify || true; } | grep -v nf_conntrack_count
}
is_as_before() {
  local now
  now=$(state_of_machine)
  [[ $now == "$before" ]] || { diff <(echo "$before") <(echo "$now"); return 1; }
}

inside() {
  local status=0
  mount --make-rprivate /
  # The command's temporary files are removed with $work, also if the command is killed.
  mkdir "$work/tmp"
  export TMPDIR=$work/tmp
  for setting in /proc/sys/net/ipv6/conf/{all,default}/disable_ipv6; do
    [[ ! -e $setting ]] || echo 1 >"$setting"
  done
  ip link set lo up
  start_engine
  set_hostile
  eventually 20 container_answers
  before=$(state_of_machine)
  "$@" || status=$?
  eventually 20 is_as_before
  now container_answers
  return "$status"
}

if [[ ${1-} == --inside ]]; then inside "${@:2}"; else main "$@"; fi
