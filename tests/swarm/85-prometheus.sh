#!/usr/bin/env bash
# A real Prometheus scrapes the running core, with the rules of deploy/monitoring: every name that they and the
# dashboard use is there, every rule can be evaluated, and no alert of a healthy Swarm is pending or firing.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

work=$(mktemp -d)
port=19090 place=$(core_identity)
read -r node pid <<<"$place"

in_core_network() { on "$node" nsenter -t "$pid" --net "$@"; }

end_prometheus() {
  if [[ -s $work/pid ]]; then on "$node" kill "$(<"$work/pid")" || tail -n 5 "$work/log"; fi
  wait
  rm -rf "$work"
}
trap end_prometheus EXIT

cp "$top/deploy/monitoring/alerts.yml" "$work"
sed -e 's/_interval: 15s/_interval: 1s/' -e '/scrape_interval/a\  scrape_timeout: 1s' -e '/^ *dns_sd_configs:/,$d' "$top/deploy/monitoring/prometheus.yml" >"$work/prometheus.yml"
printf '    static_configs:\n      - targets: ["127.0.0.1:8080"]\n' >>"$work/prometheus.yml"
# shellcheck disable=SC2016
in_core_network timeout 300 sh -c 'echo $$ >"$0/pid"; exec prometheus --config.file="$0/prometheus.yml" \
  --storage.tsdb.path="$0/data" --web.listen-address=127.0.0.1:'$port "$work" >"$work/log" 2>&1 &

asked() { in_core_network curl -sS -f -m 5 --get "http://127.0.0.1:$port/api/v1/$1" "${@:2}"; }

scrapes() {
  local seen
  seen=$(asked query --data-urlencode 'query=count_over_time(up{job="signalbox"}[1m]) > 4 and up == 1' 2>&1) || { echo "$seen"; return 1; }
  jq -e '.data.result | length == 1' <<<"$seen" >/dev/null || { echo "$seen"; tail -n 5 "$work/log"; false; }
}

has_metric() {
  local seen
  seen=$(asked query --data-urlencode "query=count({__name__=~\"$1(_count)?\"})")
  jq -e '.data.result | length == 1' <<<"$seen" >/dev/null || { echo "nothing is called $1"; false; }
}

# Some metrics exist only after core has applied a change.
app seen us-east
eventually 60 serves us-east seen.local seen
eventually 30 scrapes
step "every name that rules and dashboard use is scraped"
names=$({ grep -v '^ *\(summary\|description\):' "$work/alerts.yml"; jq -r '.panels[].targets[].expr' "$top/deploy/monitoring/dashboard.json"; } |
  grep -oE '\b(signalbox|process)_[a-z_]+' | sed -E 's/_(bucket|sum|count)$//' | sort -u)
for name in $names; do eventually 10 has_metric "$name"; done

step "the rules are evaluated, and a healthy Swarm raises no alert"
rules=$(asked rules)
same "" "$(jq -r '.data.groups[].rules[] | select(.health != "ok") | .name + ": " + .lastError' <<<"$rules")" "rules that cannot be evaluated"
same "" "$(jq -r '.data.groups[].rules[] | select(.state == "firing") | .name' <<<"$rules")" "alerts that fire"
