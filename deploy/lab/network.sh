# shellcheck shell=bash disable=SC2154
# One bridge a lab, one veth pair a node.

make_bridge() {
  local numbers
  if [[ -n $(ip -4 -o addr show to "$subnet.0/24") ]]; then
    die "up: $subnet.0/24 is in use on this machine" "another --subnet, for example 10.88.200"
  fi
  # Without an address of its own a bridge has that of one of its ports. When that node stopped, the machine would have
  # another address, and what all the other nodes send to it would be lost until they have asked for it again.
  IFS=. read -ra numbers <<<"$subnet"
  ip link add "$bridge" address "$(printf '02:5b:00:%02x:%02x:%02x' "${numbers[@]}")" type bridge ||
    die "up: no bridge $bridge" "modprobe bridge veth; lab.sh down --name $name"
  ip addr add "$subnet.1/24" dev "$bridge"
  ip link set "$bridge" up
  allow_forwarding
}

# Where br_netfilter is loaded, the bridge's own frames pass FORWARD, which an engine on this machine leaves on DROP.
forwarding_rule() {
  iptables -w 10 "$1" FORWARD -i "$bridge" -o "$bridge" -m comment --comment "signalbox-lab $name" -j ACCEPT
}

allow_forwarding() {
  forwarding_rule -C 2>/dev/null || forwarding_rule -I ||
    die "up: iptables refuses a FORWARD rule for $bridge" "iptables -S FORWARD, as root"
}

plug_in() {
  local node=$1 pid=$2 port
  port=$prefix-$(node_index "$node")
  # After a kill the kernel removes the old pair late.
  ip link del "$port" 2>/dev/null || true
  ip link add "$port" type veth peer name eth0 netns "$pid"
  ip link set "$port" master "$bridge" up
}

remove_network() {
  local port
  while forwarding_rule -D 2>/dev/null; do :; done
  for port in /sys/class/net/"$prefix"-*; do
    [[ ! -e $port ]] || ip link del "${port##*/}" 2>/dev/null || true
  done
  ip link del "$bridge" 2>/dev/null || true
}
