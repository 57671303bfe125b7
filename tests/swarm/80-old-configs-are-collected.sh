#!/usr/bin/env bash
# Core removes old config objects of bootstrap configurations; the newest few stay. A reload creates none.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

configs() { docker config ls --filter "name=com.docker.interlock.proxy.us-east." --format '{{.Name}}'; }
# The one in use, and three for a rollback.
few_configs() { (( $(configs | wc -l) <= 4 )) || { configs; false; }; }

for name in one two three; do # each on a network of its own, which the proxy has to join
  app "$name" us-east
  eventually 60 serves us-east "$name.local" "$name"
done
before=$(configs | sort)
update --detach=true --label-add "com.docker.lb.hosts=other.local" one
eventually 60 serves us-east other.local one
same "" "$(comm -13 <(echo "$before") <(configs | sort))" "the config objects that a new host name made"
eventually 30 few_configs
(( $(configs | wc -l) > 1 )) || fail "some config objects stay to go back to" "$(configs)"
contains "$(configs)" "$(config_of us-east)" "the list of config objects"
