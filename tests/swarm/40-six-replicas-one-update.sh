#!/usr/bin/env bash
# Deploying an application of six replicas replaces the proxy's task once, not six times.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

east=$(all_tasks interlock-proxy-us-east)
west=$(footprint us-west)
app six us-east --replicas 6
eventually 90 answering_tasks us-east six.local 6
stays 5 answering_tasks us-east six.local 6
new=$(comm -13 <(echo "$east") <(all_tasks interlock-proxy-us-east) | wc -l)
same 1 "$new" "the number of proxy tasks that deploying six replicas took"
now footprint_is us-west "$west"
