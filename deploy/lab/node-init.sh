#!/usr/bin/env bash
# The first process of a node, inside its namespaces. Settings are environment variables: node, dir, engine_root,
# cgroup, address, gateway.
set -Eeuo pipefail
# shellcheck disable=SC2154
: "$node" "$dir" "$engine_root" "$cgroup" "$address" "$gateway"

# /proc is still the machine's, so this is the pid in the machine's namespace.
read -r own_pid _ </proc/self/stat
echo "$own_pid" >"$dir/pid"

private_file_systems() {
  hostname "$node"
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/node/etc /run/node/work /run/lock
  mount -t overlay -o lowerdir=/etc,upperdir=/run/node/etc,workdir=/run/node/work overlay /etc
  mount -t proc proc /proc
  settings_of_the_kernel
  # containerd creates a directory in it.
  mount -t tmpfs tmpfs /opt
  private_var_lib
  echo "$node" >/etc/hostname
  # Name lookups must fail at once. Otherwise each task start waits 20 s for a registry.
  rm -f /etc/resolv.conf
  echo 'nameserver 127.0.0.1' >/etc/resolv.conf
  rm -rf /etc/docker
  mkdir /etc/docker
  echo '{}' >/etc/docker/daemon.json
}

# An engine raises limits of the whole kernel, and loads an AppArmor profile. Both belong to the machine and are
# read-only; settings of the network namespace are writable.
settings_of_the_kernel() {
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  mount --bind /proc/sys/net /proc/sys/net
  mount -o remount,bind,rw /proc/sys/net
  [[ ! -d /sys/kernel/security/apparmor ]] || mount -t tmpfs -o ro tmpfs /sys/kernel/security
}

# An engine always keeps the load balancers' files in /var/lib/docker/network, whatever its data directory is. Only this
# node's own state is stored on the machine's disk.
private_var_lib() {
  mkdir -p /run/node/var /run/node/var-work /run/node/state
  mount --bind "$dir" /run/node/state
  mount -t overlay -o lowerdir=/var/lib,upperdir=/run/node/var,workdir=/run/node/var-work overlay /var/lib
  mount --bind /run/node/state "$dir"
  where_engines_have_it /var/lib
}

# Mounts into containers name the standard data directory, but an engine's data directory in the lab is another one.
where_engines_have_it() {
  mkdir -p "$1/docker"
  ln -sfn "$dir/data/swarm" "$1/docker/swarm"
}

network() {
  local tries=0
  until ip link show eth0 >/dev/null 2>&1; do
    (( ++tries < 200 )) || { echo "no network card within 10 s"; exit 1; }
    sleep 0.05
  done
  ip link set lo up
  ip addr add "$address/24" dev eth0
  ip link set eth0 up
  ip route add default via "$gateway"
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

# Another engine version is a root file system. An overlay keeps it unchanged. It becomes the root of a mount namespace
# of its own: in a plain chroot, `docker exec` would enter the machine's root instead of the container's.
engine_root_file_system() {
  root=$dir/root
  mkdir -p "$root" /run/node/root /run/node/root-work
  mount -t overlay -o "lowerdir=$engine_root,upperdir=/run/node/root,workdir=/run/node/root-work" overlay "$root"
  where_engines_have_it "$root/var/lib"
  mkdir -p "$root$dir" "$root/etc/docker" "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/old-root"
  cp /etc/docker/daemon.json "$root/etc/docker/"
  rm -f "$root/etc/resolv.conf"
  cp /etc/resolv.conf /etc/hostname "$root/etc/"
  mount --rbind /proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  mount --bind /run "$root/run"
  mount --bind "$dir" "$root$dir"
  # shellcheck disable=SC2016  # for the inner shell
  runner=(unshare --mount -- bash -c
    'cd "$0" && pivot_root . old-root && cd / && umount -l /old-root && exec "$@"' "$root")
}

start_engine() {
  "${runner[@]}" dockerd --log-level warn --config-file /etc/docker/daemon.json \
    --data-root "$dir/data" --exec-root /run/docker --pidfile /run/docker.pid \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$cgroup" \
    -H "unix://$dir/docker.sock" -H unix:///run/docker.sock 8>&- &
  engine=$!
}

# An engine usually runs in the first network namespace, where it sets ip_forward to 1, and the kernel copies the value
# of the first namespace to new ones. In the lab that is the machine's value. With 0 the namespaces of the ingress
# network and of virtual addresses drop the tasks' replies.
forward_in_new_namespaces() {
  local mounts=() mount place known='' now tick
  # A read with a timeout waits without starting a process.
  exec {tick}<> <(:)
  while mapfile -t mounts <"/proc/$engine/mountinfo"; do
    now=$'\n'
    for mount in "${mounts[@]}"; do
      [[ $mount == *" /run/docker/netns/"* ]] || continue
      place=${mount#* /run/docker/netns/}
      if [[ $known == *$'\n'"$mount"$'\n'* ]] || forward_in "${place%% *}"; then now+=$mount$'\n'; fi
    done
    known=$now
    read -r -t 0.2 -u "$tick" || true
  done 2>/dev/null
}

forward_in() {
  nsenter --net="/proc/$engine/root/run/docker/netns/$1" bash -c \
    'read -r value </proc/sys/net/ipv4/ip_forward; ((value)) || echo 1 >/proc/sys/net/ipv4/ip_forward'
}

runner=()
private_file_systems
network
[[ -z $engine_root ]] || engine_root_file_system
start_engine
forward_in_new_namespaces &
trap 'kill -TERM "$engine" 2>/dev/null || true' TERM
# `wait` also reaps orphans, whose parent is the first process of the pid namespace.
while kill -0 "$engine" 2>/dev/null; do
  wait "$engine" || true
done
