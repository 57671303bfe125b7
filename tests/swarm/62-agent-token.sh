#!/usr/bin/env bash
# With AgentKeyFile the agents show a token, which the proxies get as a secret. A restarted core derives the same token.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

secrets_of() {
  docker service inspect "interlock-proxy-$1" \
    --format '{{range .Spec.TaskTemplate.ContainerSpec.Secrets}}{{.File.Name}} {{.SecretName}}{{end}}'
}
has_token() {
  local seen
  seen=$(secrets_of "$1")
  [[ $seen == "signalbox-agent-token com.docker.interlock.token.$1."* ]] || { echo "$1 has: $seen"; false; }
}
has_no_token() { [[ -z $(secrets_of "$1") ]] || { secrets_of "$1"; false; }; }
applied() {
  local seen
  seen=$(core_get "/v1/clusters/$1" | jq -c '.proxy | .applied_config == .desired_config and (.tasks | length) == 1')
  [[ $seen == true ]] || { echo "$1: $seen"; false; }
}
poll_as_task() {
  local node pid
  read -r node pid < <(core_identity)
  on "$node" nsenter -t "$pid" --net curl -sS -m 5 -w '\n%{http_code}' \
    --data-binary $'signalbox-agent 1\ntask x\nverdict none\ntoken 0123\n\n' http://127.0.0.1:8080/v1/agents/us-east
}

openssl rand -hex 32 | docker secret create signalbox-test-key - >/dev/null
{ echo 'AgentKeyFile = "/run/secrets/signalbox-test-key"'
  seed_settings; } |
  docker config create service.interlock.conf-token - >/dev/null
update --detach=true --secret-add signalbox-test-key --config-rm service.interlock.conf \
  --config-add src=service.interlock.conf-token,target=/config.toml interlock
for cluster in us-east us-west; do
  eventually 90 has_token "$cluster"
  eventually 90 applied "$cluster"
done

step "changes reach the tasks as before"
update --detach=true --label-add com.docker.lb.hosts=demo-east.local,token.local demo-east
eventually 15 serves us-east token.local us-east

step "a poll with a wrong token is refused with 403"
answer=$(poll_as_task)
[[ $answer == *"does not show the token"*$'\n403' ]] || { echo "core answered: $answer"; exit 1; }

step "a restarted core derives the same token: no task is replaced"
tasks=$(all_tasks interlock-proxy-us-east)
before=$(core_task)
update --detach=true --force interlock
eventually 60 core_replaced "$before"
eventually 30 applied us-east
update --detach=true --label-add com.docker.lb.hosts=demo-east.local,again.local demo-east
eventually 15 serves us-east again.local us-east
same "$tasks" "$(all_tasks interlock-proxy-us-east)" "the tasks of us-east's proxy"

step "without AgentKeyFile again"
update --detach=true --label-add com.docker.lb.hosts=demo-east.local demo-east
update --detach=true --secret-rm signalbox-test-key --config-rm service.interlock.conf-token \
  --config-add src=service.interlock.conf,target=/config.toml interlock
for cluster in us-east us-west; do
  eventually 90 has_no_token "$cluster"
  eventually 90 applied "$cluster"
done
docker secret rm signalbox-test-key >/dev/null
docker secret ls -q --filter label=type=com.docker.interlock.proxy.token | xargs -r docker secret rm >/dev/null
docker config rm service.interlock.conf-token >/dev/null
