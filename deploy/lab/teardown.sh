# shellcheck shell=bash disable=SC2154
# Removes everything that `up` created, also after a killed `up`.

# holders FD FILE: processes with FILE open as descriptor FD
holders() {
  local link
  for link in /proc/[0-9]*/fd/"$1"; do
    [[ $(readlink "$link" 2>/dev/null) != "$2" ]] || cut -d/ -f3 <<<"$link"
  done
}

stop_other_users() {
  local pid
  for pid in $(holders 9 "$base/.$name.lock"); do
    [[ $pid == "$$" ]] || kill -KILL "$pid" 2>/dev/null || true
  done
}

teardown() {
  local dir begun=()
  for dir in "$state"/*/; do
    [[ ! -e $dir/alive ]] || begun+=("$(basename "$dir")")
  done
  in_parallel end_node "${begun[@]}"
  remove_network
  remove_cgroups
  remove_state
}

end_node() {
  local pids pid
  thaw_node "$1"
  pids=$(holders 8 "$(node_dir "$1")/alive")
  for pid in $pids; do
    kill -KILL "$pid" 2>/dev/null || true
  done
  for pid in $pids; do
    within 20 is_gone "$pid" || warn "node $1: process $pid does not end"
  done
}

remove_cgroups() {
  local top
  for top in /sys/fs/cgroup/"$prefix" /sys/fs/cgroup/*/"$prefix"; do
    [[ ! -d $top ]] || within 10 remove_cgroup "$top" || warn "cgroup $top is still in use"
  done
}

remove_cgroup() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || [[ ! -d $1 ]]
}

# A lab.conf marks a --state as the lab's, so it is removed last: another `down` may have to complete this one.
remove_state() {
  if [[ -e $state/lab.conf || $state == "$registered" ]]; then
    within 10 remove_files || warn "cannot remove $state"
  fi
  [[ ! -L $registered ]] || rm -f "$registered"
  rm -f "$base/.$name.lock"
  rmdir "$base" 2>/dev/null || true
}

remove_files() {
  [[ -d $state ]] || return 0
  find "$state" -mindepth 1 -maxdepth 1 ! -name lab.conf -exec rm -rf --one-file-system {} + &&
    rm -rf --one-file-system "$state"
}
