# shellcheck shell=bash
# Functions for requests of a client, and for applications with many labels. Needs lib.sh.

declare -A address=([us-east]=$(lab addr lb-00) [us-west]=$(lab addr lb-01))

# visit CLUSTER URL CURL-ARGS…: `200 OK`, the headers, an empty line, the body
visit() {
  local cluster=$1
  shift
  curl -sS -i -m 5 --http1.1 --connect-to "::${address[$cluster]}:" "$@" | tr -d '\r' | sed '1s,^HTTP/[0-9.]* ,,'
}

# soon CMD…: CMD must succeed within 20 s of a change: a task may start later than the others, and nginx's old workers
# answer for a moment after a reload. If an overlay lacks the address of a task, waits up to 90 s for it, then retries.
soon() {
  local seen
  seen=$(eventually 20 "$@" 2>&1) && return
  if all_learned >/dev/null; then
    printf '%s\n' "$seen" >&2
    exit 1
  fi
  step "$(all_learned) yet: after 20 s, '$*' waits for that"
  eventually 90 all_learned
  eventually 20 "$@"
}

# under PROGRAM: whether the tested proxies run PROGRAM
under() { [[ ${SWARM_PROGRAM:-nginx} == "$1" ]]; }

# seed_with_haproxy CLUSTER: the walkthrough's TOML file with HAProxy in CLUSTER, without its options of nginx
seed_with_haproxy() {
  seed_settings | awk -v cluster="$1" '
    /^ *\[/ { its = index($0, "." cluster "]"); options = index($0, "." cluster ".Config]") }
    options && !/\[/ { next }
    its && / Image = / { $0 = "Image = \"signalbox-extension-haproxy:latest\"" }
    its && /ProxyImage = / { $0 = "ProxyImage = \"signalbox-haproxy:latest\"" }
    its && /ProxyConfigPath = / { $0 = "ProxyConfigPath = \"/usr/local/etc/haproxy/haproxy.cfg\"" }
    { print }'
}

# looks_like TEXT PATTERN: TEXT matches PATTERN in any case, because names of headers are case-insensitive
looks_like() {
  local status=0
  shopt -s nocasematch
  # shellcheck disable=SC2053  # a pattern
  [[ $1 == $2 ]] || status=1
  shopt -u nocasematch
  return "$status"
}

# gives PATTERN CLUSTER URL CURL-ARGS…: the output of `visit` matches PATTERN
gives() {
  local seen pattern=$1
  shift
  seen=$(visit "$@" 2>&1) || true
  looks_like "$seen" "$pattern" || { echo "$seen"; false; }
}

# withholds PATTERN CLUSTER URL CURL-ARGS…: there is an answer, and it does not match PATTERN
withholds() {
  local seen pattern=$1
  shift
  seen=$(visit "$@" 2>&1) || { echo "$seen"; return 1; }
  ! looks_like "$seen" "$pattern" || { echo "$seen"; false; }
}

# refuses CLUSTER URL CURL-ARGS…: there is no answer, for example after a failed TLS handshake
refuses() {
  local seen
  ! seen=$(visit "$@" 2>&1) || { echo "$seen"; false; }
}

# who CLUSTER URL COUNT CURL-ARGS…: `METADATA INSTANCE` of the task that answered each of COUNT requests on one
# connection
who() {
  local cluster=$1 url=$2 count=$3
  shift 3
  curl -sS -m 20 --connect-to "::${address[$cluster]}:" "$@" "$url?[1-$count]" |
    grep -o '"instance":"[^"]*","version":"[^"]*","metadata":"[^"]*"' | awk -F'"' '{ print $12, $4 }'
}

# takes_turns COUNT CLUSTER URL CURL-ARGS…: exactly COUNT tasks answer
takes_turns() {
  local count=$1 seen
  shift
  seen=$(who "$1" "$2" $(( count * 12 )) "${@:3}" | sort | uniq -c)
  [[ $(grep -c . <<<"$seen") == "$count" ]] || { echo "answered by: $seen"; false; }
}

# web NAME CLUSTER LABEL=VALUE… [-- DOCKER-ARGS… [-- APPLICATION-ARGS…]]: creates an application on the cluster's one
# network, so that only routes change; it answers with NAME as its metadata.
web() {
  local name=$1 cluster=$2 docker=()
  shift 2
  while (( $# )) && [[ $1 != -- ]]; do
    docker+=(--label "com.docker.lb.$1")
    shift
  done
  shift || true
  while (( $# )) && [[ $1 != -- ]]; do
    docker+=("$1")
    shift
  done
  shift || true
  docker service create --name "$name" --network "demo-${cluster#us-}" --detach=true --no-resolve-image --quiet \
    --label com.docker.lb.port=8080 --label "com.docker.lb.service_cluster=$cluster" --env "METADATA=$name" \
    --stop-grace-period 1s "${docker[@]}" ehazlett/docker-demo "$@" >/dev/null
}

# relabel NAME LABEL=VALUE…: an empty value is the same as no label
relabel() {
  local name=$1 docker=()
  shift
  for label in "$@"; do docker+=(--label-add "com.docker.lb.$label"); done
  update --detach=true "${docker[@]}" "$name" >/dev/null
}

# together CMD… [, CMD…]…: runs the commands at the same time; all must succeed
together() {
  local command=() pids=() pid failed=0
  for word in "$@" ','; do
    if [[ $word != ',' ]]; then command+=("$word"); continue; fi
    "${command[@]}" &
    pids+=($!)
    command=()
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return "$failed"
}

# has_problem SERVICE PATTERN: core reports a problem of SERVICE that matches PATTERN
has_problem() {
  local seen
  seen=$(core_get "/v1/services/$1" 2>&1) || { echo "$seen"; return 1; }
  # shellcheck disable=SC2053
  [[ $(jq -r '[.. | objects | .problems? // [] | .[] | tostring] | join("\n")' <<<"$seen") == $2 ]] || { echo "$seen"; false; }
}
