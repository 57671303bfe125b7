#!/usr/bin/env bash
# A task with a health check is a target only while it is healthy; with tasks polled, and pushed.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

# patient NAME: an application that answers from its start, and is healthy five seconds later, until /well is removed
patient() {
  docker service create --name "$1" --network demo-east --detach=true --no-resolve-image --quiet \
    --label "com.docker.lb.hosts=$1.local" --label com.docker.lb.port=8080 --label com.docker.lb.service_cluster=us-east \
    --health-cmd 'test -e /well' --health-interval 1s --health-retries 2 --health-start-period 60s --restart-delay 20s \
    --stop-grace-period 1s nginx:alpine sh -c \
    'mkdir /www && echo "{\"metadata\":\"'"$1"'\"}" >/www/ping && (sleep 5 && touch /well) & sleep 1; exec busybox httpd -f -p 8080 -h /www' >/dev/null
}
state_of() { docker service ps -f desired-state=running --format '{{.CurrentState}}' "$1" | sed 's/ .*//'; }
is_in_state() { [[ $(state_of "$1") == "$2" ]] || { state_of "$1"; false; }; }
has_no_target() {
  local seen
  seen=$(ask us-east "$1.local" 2>&1)
  [[ $seen == *$'\n503' ]] || { echo "$1: $seen"; false; }
}

lives_and_fails() { # NAME
  patient "$1"
  eventually 30 is_in_state "$1" Starting
  eventually 20 has_no_target "$1"
  now is_in_state "$1" Starting
  eventually 30 serves us-east "$1.local" "$1"
  same Running "$(state_of "$1")" "the task"
  in_task "$(running_tasks "$1")" rm /well </dev/null
  eventually 30 has_no_target "$1"
}

step "polled"
lives_and_fails slow

step "pushed"
push_tasks /run/docker/swarm
lives_and_fails slower

poll_tasks
