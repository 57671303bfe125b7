#!/usr/bin/env bash
# Config objects of earlier routes are collected; the last few stay.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

configs() { docker config ls --filter "name=com.docker.interlock.proxy.us-east." --format '{{.Name}}'; }
# The one in use, and three to go back to. The walkthrough and this test make more.
few_configs() { (( $(configs | wc -l) <= 4 )) || { configs; false; }; }

app many us-east
eventually 60 serves us-east many.local many
for host in one two; do
  update --detach=true --label-add "com.docker.lb.hosts=$host.local" many
  eventually 60 serves us-east "$host.local" many
done
eventually 30 few_configs
(( $(configs | wc -l) > 1 )) || fail "some config objects stay to go back to" "$(configs)"
contains "$(configs)" "$(config_of us-east)" "the list of config objects"
