#!/usr/bin/env bash
# `signalbox plan` predicts what a changed file does, and the file then does exactly that.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

original=$(seed_settings)
used=service.interlock.conf

in_core() { in_task "$(core_task)" "$@"; } # CMD…: in core's container

# plan FILE-TEXT [extension]: `cluster step` lines
plan() {
  in_core signalbox plan --json -c /dev/stdin <<<"$1" |
    jq -r --arg kind "${2-proxy}" '.steps[] | select(.kind == $kind) | "\(.cluster) \(.step)"'
}

facts() { # CLUSTER: service version, tasks, text
  docker service inspect "interlock-proxy-$1" --format '{{.Version.Index}}' 2>/dev/null || { echo absent; return; }
  running_tasks "interlock-proxy-$1" | tr '\n' ' '
  echo
  rendered "$1" | sha256sum
}

# happened BEFORE AFTER: prints the step that leads from BEFORE to AFTER
happened() {
  local version tasks text version2 tasks2 text2
  { read -r version; read -r tasks; read -r text; } <<<"$1"$'\n\n' || true
  { read -r version2; read -r tasks2; read -r text2; } <<<"$2"$'\n\n' || true
  case $version$version2 in
    absentabsent) echo nothing ;;
    absent*) echo create ;;
    *absent) echo remove ;;
    *) if [[ $tasks != "$tasks2" ]]; then echo roll
       elif [[ $version != "$version2" ]]; then echo update
       elif [[ $text != "$text2" ]]; then echo reload
       else echo nothing; fi ;;
  esac
}

in_step() {
  local seen
  seen=$(core_get "/v1/clusters/$1" | jq -c '.proxy | .applied_config != "" and .applied_config == .desired_config and (.tasks | length) == 1')
  [[ $seen == true ]] || { echo "$1: $seen"; false; }
}

use() { # NAME
  local before
  before=$(core_task)
  update --detach=true --config-rm "$used" --config-add "src=$1,target=/config.toml" interlock
  used=$1
  eventually 60 core_replaced "$before"
}

# holds NAME SED-PROGRAM EXPECTED-EAST: plans and applies an edited file. us-east takes this step, us-west none.
holds() {
  local name=service.interlock.conf-$1 file before steps
  step "$1: $3"
  file=$(sed -e "$2" <<<"$original")
  [[ $file != "$original" ]] || fail "the edit changes nothing" "$2"
  steps=$(plan "$file")
  same "us-east $3"$'\n'"us-west nothing" "$steps" "the plan"
  before=$(facts us-east) west=$(facts us-west)
  docker config create "$name" - <<<"$file" >/dev/null
  use "$name"
  eventually 60 in_step us-east
  eventually 60 no_update_is_under_way interlock-proxy-us-east
  same "$3" "$(happened "$before" "$(facts us-east)")" "what happened in us-east"
  same nothing "$(happened "$west" "$(facts us-west)")" "what happened in us-west"
  original=$file
}

no_update_is_under_way() {
  local state
  state=$(docker service inspect "$1" --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}')
  [[ $state != updating ]] || { echo "$1: $state"; false; }
}

step "the same file: nothing"
same $'us-east nothing\nus-west nothing' "$(plan "$original")" "the plan"

step "other clusters"
without_west=$(sed '/Extensions.us-west\]/,$d' <<<"$original")
north=$'\n  [Extensions.us-north]\n    ServiceCluster = "us-north"\n    PublishMode = "host"\n    PublishedPort = 8088\n    PublishedSSLPort = 0\n'
same $'us-east nothing\nus-north create\nus-west remove' "$(plan "$without_west$north" | sort)" "the plan"

step "a file with an error is refused with the place of the error"
if answer=$(in_core signalbox plan -c /dev/stdin <<<'Extensions = 7' 2>&1); then fail "the plan was made" "an error"; fi
[[ $answer == *"/dev/stdin:1:"* ]] || fail "$answer" "the place of the error"

# The first match of each is in us-east's block.
holds text '0,/MaxConnections = 2048/s//MaxConnections = 700/' reload
holds labels '0,/proxy_region = "us-east"/s//proxy_region = "atlantic"/' update
holds stop '0,/PublishMode = "host"/s//PublishMode = "host"\n    ProxyStopGracePeriod = "7s"/' roll

step "labels on the containers instead of the service"
docker service create --name inner --detach=true --no-resolve-image --replicas 0 \
  --container-label com.docker.lb.port=8080 ehazlett/docker-demo >/dev/null
contains "$(in_core signalbox plan -c /dev/stdin <<<"$original")" "service inner: labels of the containers" "the plan"

step "the plan as text"
in_core signalbox plan -c /dev/stdin <<<"$original"
