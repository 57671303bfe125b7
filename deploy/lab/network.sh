# shellcheck shell=bash disable=SC2154
# The lab's network: a bridge in a network namespace of its own, and a veth pair for each node and for the machine.
# Frames between nodes never pass the machine's namespace, so br_netfilter, a FORWARD policy or other rules of the
# machine do not affect them, and the machine needs no rule for them.

# A process that keeps the namespace alive. No node can have this name.
switch=_switch

make_network() {
  local numbers hardware dir pid
  if [[ -n $(ip -4 -o addr show to "$subnet.0/24") ]]; then
    die "up: $subnet.0/24 is in use on this machine" "another --subnet, for example 10.88.200"
  fi
  IFS=. read -ra numbers <<<"$subnet"
  hardware=$(printf '%02x:%02x:%02x' "${numbers[@]}")
  dir=$(node_dir "$switch")
  mkdir -p "$dir"
  # shellcheck disable=SC2016  # for the inner shell
  setsid unshare --net bash -c 'cd /; echo "$$" >"$0/pid"; exec sleep infinity' "$dir" \
    8>"$dir/alive" 9>&- </dev/null >/dev/null 2>&1 &
  within 10 node_pid "$switch" >/dev/null || die "up: no network namespace" "unshare --net true, as root"
  pid=$(node_pid "$switch")
  join_cgroup "$switch" "$pid"
  make_bridge "02:5b:01:$hardware"
  ip link add "$card" address "02:5b:00:$hardware" type veth peer name machine netns "$pid" ||
    die "up: no network card $card" "modprobe veth; lab.sh down --name $name"
  ip addr add "$subnet.1/24" dev "$card"
  ip link set "$card" up
  in_switch ip link set machine master bridge up
}

# Packets of nodes to outside addresses end at the bridge, which does not forward, whatever the machine's setting is.
# The bridge has a fixed hardware address: otherwise it would have that of one of its ports, and another one when that
# node stops.
make_bridge() {
  in_switch ip link add bridge address "$1" type bridge ||
    die "up: no bridge" "modprobe bridge; lab.sh down --name $name"
  in_switch bash -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
  in_switch ip addr add "$(gateway)/24" dev bridge
  in_switch ip link set bridge up
}

gateway() { printf '%s.254' "$subnet"; }

in_switch() { nsenter -t "$(node_pid "$switch")" --net -- "$@"; }

network_stands() { in_switch ip link show bridge >/dev/null 2>&1 && ip link show "$card" >/dev/null 2>&1; }

plug_in() {
  local node=$1 pid=$2 port
  port=port-$(node_index "$node")
  # After a kill the kernel removes the old pair with a delay.
  in_switch ip link del "$port" 2>/dev/null || true
  in_switch ip link add "$port" type veth peer name eth0 netns "$pid"
  in_switch ip link set "$port" master bridge up
}

# The kernel removes the namespace and its interface with a delay.
remove_network() { ip link del "$card" 2>/dev/null || true; }
