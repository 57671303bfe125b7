#!/usr/bin/env bash
# The commands of the service clusters walkthrough work unchanged.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$here/seed.sh"

host_port_80() {
  same "80 80 host" "$(docker service inspect "$1" --format \
    '{{range .Endpoint.Ports}}{{if eq .TargetPort 80}}{{.PublishedPort}} {{.TargetPort}} {{.PublishMode}}{{end}}{{end}}')" \
    "what $1 publishes"
}

owned_by() {
  same "com.docker.interlock.core.proxy $2 $2" "$(docker service inspect "$1" --format \
    '{{index .Spec.Labels "type"}} {{index .Spec.Labels "com.docker.interlock.cluster"}} {{index .Spec.Labels "proxy_region"}}')" \
    "the labels of $1"
}

named_by_content() {
  contains "$(config_of "$1")" "com.docker.interlock.proxy.$1." "the config object of $1"
}

step "labels on the two ingress nodes"
seed_labels
same 'map[nodetype:loadbalancer region:us-east]' "$(docker node inspect -f '{{ .Spec.Labels  }}' lb-00)" "the labels of lb-00"
same 'map[nodetype:loadbalancer region:us-west]' "$(docker node inspect -f '{{ .Spec.Labels  }}' lb-01)" "the labels of lb-01"

step "core"
seed_config
seed_core
eventually 60 core_is_ready
eventually 60 exists interlock-proxy-us-east
eventually 60 exists interlock-proxy-us-west

step "constraints"
seed_constraints
eventually 60 exactly_on interlock-proxy-us-east lb-00
eventually 60 exactly_on interlock-proxy-us-west lb-01
for cluster in us-east us-west; do
  host_port_80 "interlock-proxy-$cluster"
  owned_by "interlock-proxy-$cluster" "$cluster"
  named_by_content "$cluster"
done

step "applications"
seed_applications
eventually 90 serves us-east demo-east.local us-east
eventually 90 serves us-west demo-west.local us-west

step "each application on its own cluster only"
on m-00 bash -eu >/dev/null <<'SEED'
curl -sS -f -H "Host: demo-east.local" http://$(docker node inspect -f '{{ .Status.Addr  }}' lb-00)/ping
SEED
now is_404 us-east demo-west.local
now is_404 us-west demo-east.local
now is_404 us-east nobody.local
contains "$(ask us-east demo-west.local)" '404 Not Found' "the page for an unknown host"
for cluster in us-east us-west; do
  eventually 30 exactly_on "interlock-proxy-$cluster" "$(lb_of "$cluster")"
done
