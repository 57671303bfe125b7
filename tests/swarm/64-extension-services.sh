#!/usr/bin/env bash
# Extensions of different kinds run side by side: us-east's is a third party's, in Python, us-west's is signalbox
# extension nginx, us-north's is built into core. An extension that is absent, or sends malformed polls, delays the
# changes of its own cluster only, until it works again.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

extension=interlock-ext-us-east

# The first Image is in us-east's block.
north='
  [Extensions.us-north]
    ServiceCluster = "us-north"
    ProxyConstraints = ["node.hostname==w-02"]
    PublishMode = "host"
    PublishedPort = 8088
    PublishedSSLPort = 0'
settings=$(sed '0,/Image = .*/s//Image = "python-extension:latest"\n    Constraints = ["node.hostname==w-00"]/; 0,/Args = .*/s//Args = []/' \
  <<<"$(seed_settings)")$north

state() { core_get /v1/clusters/us-east | jq -r '.extension.service | "\(.state) \(.program) \(.why)"'; }
stands() { # PATTERN
  local seen
  seen=$(state)
  # shellcheck disable=SC2053 # a pattern
  [[ $seen == $1 ]] || { echo "us-east's extension: $seen"; false; }
}
says_problem() { # TEXT
  local seen
  seen=$(core_get /v1/clusters/us-east | jq -r '.extension.problems[].what')
  [[ $seen == *"$1"* ]] || { echo "us-east's problems: $seen"; false; }
}
rendered_by() { # CLUSTER HOST: prints the header of the Python extension
  curl -sS -m 3 -o /dev/null -D - -H "Host: $2" "http://$(lab addr "$(lb_of "$1")")/ping" | grep -i x-rendered-by
}
by_python() { [[ $(rendered_by us-east "$1") == *python* ]]; }
answers_north() { [[ $(curl -s -m 3 -H 'Host: north.local' "http://$(lab addr w-02):8088/ping") == *north* ]]; }
run_bad() { update --detach=true --args "/bad.py $1" "$extension"; }
run_good() { update --detach=true --args "/extension.py" "$extension"; }
metric() { core_get /metrics | awk -v name="$1" '$1 == name { print $2 }'; }
is_metric() { # NAME VALUE
  local seen
  seen=$(metric "$1")
  [[ $seen == "$2" ]] || { echo "$1 is $seen"; false; }
}
move_app() { update --detach=true --label-add "com.docker.lb.hosts=$1" mine; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/extension/image.sh" "$work/image.tar" >/dev/null
docker -H "$(lab socket w-00)" load -q -i "$work/image.tar" >/dev/null

step "three kinds of extension in one core"
docker config create service.interlock.conf-64 - <<<"$settings" >/dev/null
before=$(core_task)
use_settings service.interlock.conf service.interlock.conf-64
eventually 60 core_replaced "$before"
app north us-north
app mine us-east
app theirs us-west
eventually 60 stands 'connected python-example/1 '
eventually 60 by_python mine.local
serves us-east mine.local mine
eventually 60 answers_north
core_get /v1/clusters/us-west | jq -e '.extension.service.program | startswith("signalbox-nginx/")' >/dev/null
core_get /v1/clusters/us-north | jq -e '.extension.service == null' >/dev/null
eventually 60 serves us-west theirs.local theirs
west=$(footprint us-west)

step "a problem of the extension is reported in its own words, and the last good configuration stays"
update --detach=true --label-add com.docker.lb.context_root=/sub mine
eventually 30 says_problem "mine.local: only whole hosts are served here"
serves us-east mine.local mine
update --detach=true --label-rm com.docker.lb.context_root mine
no_problem() { [[ $(core_get /v1/clusters/us-east | jq '.extension.problems | length') == 0 ]]; }
eventually 30 no_problem

step "signalbox render, given the engine's lists, prints the text that the proxy serves"
lists=$(for kind in services tasks nodes networks secrets; do
  on m-00 curl -sS --unix-socket /var/run/docker.sock "http://engine/$kind" | jq -c --arg kind "$kind" '{($kind): .}'
done | jq -cs add)
made=$(in_task "$(core_task)" signalbox render nginx -c /config.toml --cluster us-west --engine /dev/stdin <<<"$lists")
same "$(rendered us-west | sha256sum)" "$(sha256sum <<<"$made")" "the text of us-west"

step "an extension without a task: changes wait, and a problem is reported"
docker service scale -d "$extension=0" >/dev/null
eventually 60 stands 'silent *'
move_app waits.local
eventually 30 says_problem "the last good configuration serves on"
serves us-east mine.local mine
is_404 us-east waits.local
is_metric 'signalbox_extension_connected{cluster="us-east"}' 0
update --detach=true --label-add com.docker.lb.hosts=west-moves.local theirs
eventually 10 serves us-west west-moves.local theirs
update --detach=true --label-add com.docker.lb.hosts=theirs.local theirs
eventually 10 serves us-west theirs.local theirs

step "the extension runs again: the changes are applied"
docker service scale -d "$extension=1" >/dev/null
eventually 60 serves us-east waits.local mine
eventually 30 stands 'connected *'

step "core recreates a removed extension service"
docker service rm "$extension" >/dev/null
eventually 30 exists "$extension"
eventually 60 stands 'connected *'

step "a poll of another protocol version, and a malformed poll"
run_bad protocol
eventually 60 stands 'unusable * it speaks protocol 2, and this core 1'
run_bad malformed
eventually 60 stands 'unusable * what it sends is no poll: not an object'
serves us-east waits.local mine

step "an answer of more than 64 MiB"
run_bad endless
eventually 60 stands 'unusable * what it sends is longer than 64 MiB'

step "a slow answer is used"
run_bad slow
eventually 60 stands 'connected *'
move_app late.local
eventually 30 stands 'slow *'
eventually 30 serves us-east late.local mine
run_good
eventually 60 stands 'connected *'
footprint_is us-west "$west"

step "core renders again, and removes the extension service"
docker config create service.interlock.conf-64b - <<<"${settings/Image = \"python-extension:latest\"/Image = \"\"}" >/dev/null
before=$(core_task)
use_settings service.interlock.conf-64 service.interlock.conf-64b
eventually 60 core_replaced "$before"
is_gone() { ! exists "$1" >/dev/null; }
eventually 60 is_gone "$extension"
no_header() { [[ -z $(rendered_by us-east late.local) ]] && serves us-east late.local mine; }
eventually 30 no_header
