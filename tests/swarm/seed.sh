# shellcheck shell=bash disable=SC2154  # here is lib.sh's
# The commands of the service clusters walkthrough, run on a manager.

seed_labels() {
  logged_in <<'SEED'
docker node update --label-add nodetype=loadbalancer --label-add region=us-east lb-00
docker node update --label-add nodetype=loadbalancer --label-add region=us-west lb-01
SEED
}

# The file between the walkthrough's own `cat << EOF` and `EOF`.
seed_config() {
  logged_in <<SEED
cat << EOF | docker config create service.interlock.conf -
$(<"$here/seed.toml")
EOF
SEED
}

seed_core() {
  logged_in <<'SEED'
docker network create -d overlay interlock
docker service create \
    --name interlock \
    --mount src=/var/run/docker.sock,dst=/var/run/docker.sock,type=bind \
    --network interlock \
    --constraint node.role==manager \
    --config src=service.interlock.conf,target=/config.toml \
    interlockpreview/interlock:2.0.0-preview -D run -c /config.toml
SEED
}

seed_constraint_east() {
  logged_in <<'SEED'
docker service update \
    --constraint-add node.labels.nodetype==loadbalancer \
    --constraint-add node.labels.region==us-east \
    interlock-proxy-us-east
SEED
}

seed_constraint_west() {
  logged_in <<'SEED'
docker service update \
    --constraint-add node.labels.nodetype==loadbalancer \
    --constraint-add node.labels.region==us-west \
    interlock-proxy-us-west
SEED
}

# Both commands run at the same time: an unpinned us-west may run on lb-00 and use its port 80. The first command then
# waits for the port until the second one moves us-west.
seed_constraints() {
  local first
  seed_constraint_east &
  first=$!
  seed_constraint_west
  wait "$first"
}

seed_applications() {
  logged_in <<'SEED'
docker network create -d overlay demo-east
docker network create -d overlay demo-west
docker service create \
    --name demo-east \
    --network demo-east \
    --detach=true \
    --label com.docker.lb.hosts=demo-east.local \
    --label com.docker.lb.port=8080 \
    --label com.docker.lb.service_cluster=us-east \
    --env METADATA="us-east" \
    ehazlett/docker-demo
docker service create \
    --name demo-west \
    --network demo-west \
    --detach=true \
    --label com.docker.lb.hosts=demo-west.local \
    --label com.docker.lb.port=8080 \
    --label com.docker.lb.service_cluster=us-west \
    --env METADATA="us-west" \
    ehazlett/docker-demo
SEED
}
