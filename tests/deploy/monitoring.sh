#!/usr/bin/env bash
# The alerts and the dashboard of deploy/monitoring: Prometheus understands them, each alert fires when it should, and
# they use no name that /metrics does not have.
#
#   tests/deploy/monitoring.sh [DIR]    DIR: with prometheus.yml, alerts.yml and dashboard.json
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
dir=$(realpath -- "${1:-$top/deploy/monitoring}")
golden=$top/tests/unit/api/metric_names.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

check() {
  local title=$1 said
  shift
  if said=$("$@" 2>&1); then
    passed=$(( passed + 1 ))
    printf 'ok      %s\n' "$title"
  else
    failed=$(( failed + 1 ))
    printf 'FAILED  %s\n        %s\n' "$title" "${said//$'\n'/$'\n        '}"
  fi
}

# shellcheck disable=SC2016  # Grafana's variables
# Every expression of the dashboard, a line each, as Grafana would send it.
expressions() {
  jq -r '.panels[].targets[].expr' "$dir/dashboard.json" | sed -e 's/\$__rate_interval/1m/g' -e 's/\$cluster/.*/g'
}

# As rules, for promtool parses nothing else.
dashboard_as_rules() {
  expressions | jq -Rn '{groups: [{name: "dashboard", rules: [inputs | {record: "dashboard:panel", expr: .}]}]}'
}

# The names of metrics in rules and dashboard.
used_names() {
  { grep -v '^ *\(summary\|description\):' "$dir/alerts.yml"; expressions; } |
    grep -oE '\b(signalbox|process)_[a-z_]+' | sed -E 's/_(bucket|sum|count)$//' | sort -u
}

names_exist() {
  local missing
  missing=$(comm -23 <(used_names) <(cut -d ' ' -f 1 "$golden" | sort -u))
  [[ -n $(used_names) && -z $missing ]] || { echo "/metrics has no: ${missing//$'\n'/, }"; false; }
}

# A severity that nobody routes, or an alert that no test fires, helps nobody.
alerts_are_tried() {
  local alert
  while read -r alert; do
    grep -q "alertname=\"$alert\"" "$here/alerts_test.yml" || { echo "$alert is not in alerts_test.yml"; return 1; }
  done < <(sed -n 's/^ *- alert: //p' "$dir/alerts.yml")
}

try_alerts() {
  sed "s,^rule_files:.*,rule_files: [$dir/alerts.yml]," "$here/alerts_test.yml" >"$work/alerts_test.yml"
  promtool test rules "$work/alerts_test.yml"
}

panels_are_laid_out() {
  jq -e '[.panels[] | .id] | length == (unique | length)' "$dir/dashboard.json" &&
    jq -e 'all(.panels[]; .title != "" and (.targets | length) > 0 and .gridPos.x + .gridPos.w <= 24)' "$dir/dashboard.json"
}

dashboard_as_rules >"$work/dashboard.json"
check "the configuration is one" promtool check config "$dir/prometheus.yml"
check "the alerts are rules" promtool check rules "$dir/alerts.yml"
check "the dashboard's expressions can be parsed" promtool check rules --lint=none "$work/dashboard.json"
check "the dashboard's panels have titles and places" panels_are_laid_out
check "rules and dashboard use only names that are golden" names_exist
check "every alert has a test in which it fires" alerts_are_tried
check "the alerts fire when they should, and only then" try_alerts
printf '%d passed, %d failed\n' "$passed" "$failed"
(( failed == 0 ))
