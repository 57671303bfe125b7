# shellcheck shell=bash disable=SC2154  # here is lib.sh's
# The commands of the page "Implement service clusters", run on a manager, and its edits.

page_labels() {
  logged_in <<'PAGE'
docker node update --label-add nodetype=loadbalancer --label-add region=east ucp-node-0
docker node update --label-add nodetype=loadbalancer --label-add region=west ucp-node-1
docker network create --driver overlay eastnet
docker network create --driver overlay westnet
PAGE
}

# Prints core's current file.
page_dump() {
  logged_in <<'PAGE'
CURRENT_CONFIG_NAME=$(docker service inspect --format '{{ (index .Spec.TaskTemplate.ContainerSpec.Configs 0).ConfigName }}' ucp-interlock)
docker config inspect --format '{{ printf "%s" .Spec.Data }}' $CURRENT_CONFIG_NAME > config.toml
cat config.toml
PAGE
}

# The page's list of replacements, from stdin to stdout.
page_edits() {
  local edited east
  edited=$(sed -E \
    -e 's/\[Extensions\.default\]/[Extensions.east]/' \
    -e 's/^( *)ServiceName = .*/\1ServiceName = "ucp-interlock-extension-east"/' \
    -e 's/^( *)ProxyServiceName = .*/\1ProxyServiceName = "ucp-interlock-proxy-east"\n\1ServiceCluster="east"\n\1Networks=["eastnet"]/' \
    -e 's/^( *ProxyConstraints = \[.*)\]/\1, "node.labels.region==east"]/' \
    -e 's/PublishMode = "ingress"/PublishMode = "host"/' \
    -e 's/^( *)\[Extensions\.default\.Labels\]/\1[Extensions.east.Labels]\n\1  "ext_region" = "east"/' \
    -e 's/\[Extensions\.default\.ContainerLabels\]/[Extensions.east.ContainerLabels]/' \
    -e 's/^( *)\[Extensions\.default\.ProxyLabels\]/\1[Extensions.east.ProxyLabels]\n\1  "proxy_region" = "east"/' \
    -e 's/\[Extensions\.default\.ProxyContainerLabels\]/[Extensions.east.ProxyContainerLabels]/' \
    -e 's/\[Extensions\.default\.Config\]/[Extensions.east.Config]/' \
    -e 's/ProxyReplicas = 2/ProxyReplicas = 1/')
  east=$(sed -n '/\[Extensions\.east\]/,$p' <<<"$edited")
  printf '%s\n%s\n' "$edited" "${east//east/west}"
}

# Replaces core's file by stdin.
page_update() {
  on m-00 bash -c 'cat >config.toml'
  logged_in <<'PAGE'
CURRENT_CONFIG_NAME=$(docker service inspect --format '{{ (index .Spec.TaskTemplate.ContainerSpec.Configs 0).ConfigName }}' ucp-interlock)
NEW_CONFIG_NAME="com.docker.ucp.interlock.conf-$(( $(cut -d '-' -f 2 <<< "$CURRENT_CONFIG_NAME") + 1 ))"
docker config create $NEW_CONFIG_NAME config.toml
docker service update \
  --config-rm $CURRENT_CONFIG_NAME \
  --config-add source=$NEW_CONFIG_NAME,target=/config.toml \
  ucp-interlock
PAGE
}

page_applications() {
  logged_in <<'PAGE'
docker service create --name demoeast \
        --network eastnet \
        --label com.docker.lb.hosts=demo.A \
        --label com.docker.lb.port=8000 \
        --label com.docker.lb.service_cluster=east \
        training/whoami:latest

docker service create --name demowest \
        --network westnet \
        --label com.docker.lb.hosts=demo.B \
        --label com.docker.lb.port=8000 \
        --label com.docker.lb.service_cluster=west \
        training/whoami:latest
PAGE
}
