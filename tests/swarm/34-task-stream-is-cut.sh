#!/usr/bin/env bash
# SwarmKit's stream is cut repeatedly while tasks change, by a relay on its socket, the gate. The stream resumes, no
# pushed change is lost, and no request fails.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

managers=()
while read -r node _; do managers+=("$node"); done < <(lab nodes | grep '^m-')
gate=/run/gate
answers=$(mktemp)
client='' knife=''

# The gate relays each connection to SwarmKit's socket, in a process of its own. Core mounts the gate's folder in place
# of SwarmKit's.
open_gate() {
  # shellcheck disable=SC2016  # expanded by the node's shell
  on "$1" bash -c 'mkdir -p "$0" && rm -f "$0/control.sock" && {
      setsid socat "UNIX-LISTEN:$0/control.sock,fork" UNIX-CONNECT:/run/docker/swarm/control.sock </dev/null >/dev/null 2>&1 &
      echo $! >"$0/pid"; }' "$gate"
}
# Cuts the stream only while it is established: an earlier cut is another failure.
cut_stream() { tasks_are_pushed >/dev/null && on "$1" pkill -P "$(on "$1" cat "$gate/pid")"; }
close_gate() {
  local pid
  pid=$(on "$1" cat "$gate/pid") || return 0
  on "$1" kill -STOP "$pid" || true # it accepts no new connection, and stays the parent of its connections
  on "$1" pkill -P "$pid" || true
  on "$1" kill -KILL "$pid" || true
}

leave() {
  local node status=$?
  trap - EXIT
  [[ -z $client ]] || kill "$client" 2>/dev/null || true
  [[ -z $knife ]] || kill "$knife" 2>/dev/null || true
  (( status == 0 )) || poll_tasks || true
  for node in "${managers[@]}"; do close_gate "$node"; done 2>/dev/null
  rm -f "$answers"
  exit "$status"
}
trap leave EXIT

ends() { watcher '[.task_stream_ends[]] | add // 0'; }
task_changes() { watcher .task_changes; }
is_more_than() { (( $("$2") > $1 )) || { echo "$2 is still $1"; false; }; }
resumes() { watcher .task_stream_resumes; }
differences() { watcher .task_missed_updates; }

targets() { rendered us-east | awk '$1 == "upstream" { on = $2 == "up-cut.local" } $1 == "}" { on = 0 } on && $1 == "server" { sub(";", "", $2); print $2 }' | sort; }
running() {
  local task
  for task in $(running_tasks cut); do
    docker inspect "$task" -f '{{.Status.State}} {{range .NetworksAttachments}}{{range .Addresses}}{{.}}{{end}}{{end}}'
  done | sed -n 's,^running \(.*\)/.*,\1:8080,p' | sort
}
# routes_what_runs COUNT: the targets are exactly the running tasks, COUNT of them
routes_what_runs() {
  local routed running
  routed=$(targets) running=$(running)
  [[ $routed == "$running" && $(wc -l <<<"$routed") == "$1" ]] || { echo "routed: $routed; running: $running"; false; }
}

ask_on() {
  while :; do
    { ask us-east cut.local 2>&1 || true; echo; } | tail -n 1 >>"$answers"
    sleep 0.05
  done
}
cut_on() {
  while :; do
    cut_stream "$1" || true
    sleep 0.5
  done
}

for node in "${managers[@]}"; do open_gate "$node"; done
push_tasks "$gate"
app cut us-east --replicas 3 --stop-grace-period 2s --update-order start-first --update-monitor 1s
eventually 60 routes_what_runs 3
eventually 30 steadily 5 serves us-east cut.local cut # a newly joined network may need some time
read -r node _ < <(core_identity)

step "tasks start and stop while the stream is cut"
ends_before=$(ends) resumed_before=$(resumes) differed_before=$(differences)
ask_on &
client=$!
cut_on "$node" &
knife=$!
for replicas in 5 2 4 1; do
  update --detach=true --replicas "$replicas" cut
  eventually 20 routes_what_runs "$replicas"
done
update --detach=true --replicas 2 cut
eventually 20 routes_what_runs 2
update --force cut
eventually 20 routes_what_runs 2
kill "$knife"
wait "$knife" || true
knife=''
eventually 10 tasks_are_pushed
kill "$client"
wait "$client" || true
client=''
cuts=$(( $(ends) - ends_before ))
resumed=$(( $(resumes) - resumed_before ))
echo "$cuts cuts, $resumed times it went on, $(wc -l <"$answers") requests"
(( cuts >= 5 )) || fail "the stream was cut at least 5 times" "$cuts"
same "$cuts" "$resumed" "the number of times that the stream went on"
same lost "$(watcher '.task_stream_ends | keys | join(" ")')" "why it ended"
same "$differed_before" "$(differences)" "the number of changes that it lost"
same 200 "$(sort -u "$answers" | tr '\n' ' ' | sed 's/ $//')" "what clients were answered"

step "while the gate is closed tasks are polled; then the stream resumes"
resumed_before=$(resumes)
close_gate "$node"
eventually 10 tasks_are_polled_because "control.sock"
pushed_before=$(task_changes)
update --detach=true --replicas 4 cut
eventually 30 routes_what_runs 4
same "$pushed_before" "$(task_changes)" "the number of pushed changes"
open_gate "$node"
eventually 15 tasks_are_pushed
eventually 5 is_more_than "$pushed_before" task_changes
same $(( resumed_before + 1 )) "$(resumes)" "the number of times that the stream went on"
eventually 10 routes_what_runs 4
poll_tasks
