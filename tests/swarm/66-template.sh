#!/usr/bin/env bash
# A template replaces an extension's code, as the file that Interlock mounts, and by the key Template. A template that
# fails is reported with its line, and the last good configuration stays.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

extension=interlock-ext-us-east
target=/etc/docker/extension-template.conf

# template MARK: as in adapters/proxy/template/README.md, with the response header X-Template: MARK
template() {
  cat <<END
function(routes)
  local upstream(host) = 'upstream "%s" { %s }\n' % [host.host, std.join(' ', [
    'server %s:%d;' % [t.address, t.port]
    for path in host.paths for backend in path.backends for t in backend.targets
  ])];
  local server(host) = |||
    server { listen %d; server_name "%s"; add_header X-Template $1;
      location / { proxy_pass "http://%s"; proxy_set_header Host \$host; } }
  ||| % [routes.ports.http, host.host, host.host];
  'events {}\nhttp {\n' +
  std.join('', [upstream(host) + server(host) for host in routes.hosts if host.paths != []]) + '}\n'
END
}
header() {
  curl -sS -m 3 -o /dev/null -D - -H 'Host: demo-east.local' "http://$(lab addr lb-00)/ping" |
    tr -d '\r' | sed -n 's/^X-Template: //p'
}
is_from() { # MARK: empty if the extension's code rendered
  local seen
  seen=$(header)
  [[ $seen == "$1" ]] || { echo "the header is '$seen'"; return 1; }
  serves us-east demo-east.local us-east
}
says_problem() { # WHERE WHAT
  local seen
  seen=$(core_get /v1/clusters/us-east | jq -r '.extension.problems[] | "\(.where) \(.what)"')
  [[ $seen == *"$1"*"$2"* ]] || { echo "us-east's problems: $seen"; false; }
}

west=$(footprint us-west)
step "a template mounted into the extension, as Interlock documents it"
template first | docker config create interlock-custom-template - >/dev/null
update --detach=true --config-add "source=interlock-custom-template,target=$target" "$extension"
eventually 60 is_from first

step "a template that fails"
printf "function(routes)\n  'events {}' +\n  routes.nothing\n" | docker config create interlock-custom-template-2 - >/dev/null
update --detach=true --config-rm interlock-custom-template --config-add "source=interlock-custom-template-2,target=$target" "$extension"
eventually 60 says_problem "template extension-template.conf:3:" "field does not exist: nothing"
stays 3 is_from first

step "the template is removed"
update --detach=true --config-rm interlock-custom-template-2 "$extension"
eventually 60 is_from ''

step "the key Template"
template second | docker config create interlock-custom-template-3 - >/dev/null
docker config create service.interlock.conf-66 - >/dev/null \
  <<<"$(sed '0,/ServiceCluster = .*/s//&\n    Template = "interlock-custom-template-3"/' <<<"$(seed_settings)")"
before=$(core_task)
use_settings service.interlock.conf service.interlock.conf-66
eventually 60 core_replaced "$before"
eventually 90 is_from second
eventually 60 footprint_is us-west "$west"

step "without the key Template"
before=$(core_task)
use_settings service.interlock.conf-66 service.interlock.conf
eventually 60 core_replaced "$before"
eventually 90 is_from ''
docker config rm interlock-custom-template interlock-custom-template-2 interlock-custom-template-3 >/dev/null
