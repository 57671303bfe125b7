# shellcheck shell=bash disable=SC2154  # work, rounds, heals, mode, seed, report and process are run.sh's
# Writes the report of a run, as JSON and Markdown.

# Each phase with the counts of its clients.
rounds_as_json() {
  local i=0 line name began ended count file
  for line in "${rounds[@]}"; do
    read -r name began ended count <<<"$line"
    i=$(( i + 1 ))
    for file in "$work/load.$i".*; do
      IFS=. read -r _ _ cluster node <<<"${file##*/}."
      jq -c --arg cluster "$cluster" --arg node "${node%.}" '. + {$cluster, $node}' "$file"
    done | jq -sc --arg name "$name" --argjson began "$began" --argjson ended "$ended" --argjson killed "$count" \
      '{$name, $began, $ended, $killed, clients: .}'
  done | jq -s .
}

about() { # SECONDS
  local memory judged=true
  memory=$(core_get /metrics | awk '$1 == "process_resident_memory_bytes" { print $2 + 0 }')
  if [[ $mode == short ]]; then judged=false; fi
  jq -n --argjson seconds "$1" --argjson seed "$seed" --arg mode "$mode" --argjson judged "$judged" \
    --argjson memory "${memory:-null}" --arg load "$(cut -d ' ' -f 1-3 /proc/loadavg)" --argjson cores "$(nproc)" \
    --arg engine "$(docker version --format '{{.Server.Version}}')" \
    '{$seconds, $seed, $mode, ratio_judged: $judged, core_memory_bytes: $memory, load_at_the_end: $load, $cores, $engine}'
}

write_report() { # SECONDS
  rounds_as_json >"$work/rounds"
  jq -n --slurpfile east "$work/us-east.changes" --slurpfile west "$work/us-west.changes" \
    '{"us-east": $east, "us-west": $west}' >"$work/changes"
  printf '%s\n' "${heals[@]}" | jq -Rn '[inputs | split(" ") | {name: .[0], ms: (.[1] | tonumber)}]' >"$work/heals"
  mkdir -p "$(dirname -- "$report")"
  judged "$work" "$(about "$1")" >"$report.json"
  as_markdown <"$report.json" >"$report.md"
  cat "$report.md"
  tell_verdict <"$report.json"
}

# judged FOLDER ABOUT: the report of the results in the folder
judged() {
  jq -n --slurpfile rounds "$1/rounds" --slurpfile changes "$1/changes" --slurpfile heals "$1/heals" \
    --slurpfile checks "$1/checks" --argjson about "$2" \
    "(\$rounds[0]) as \$rounds | (\$changes[0]) as \$changes | (\$heals[0]) as \$heals | $(<"$process/report.jq")"
}

as_markdown() {
  jq -r '
    def shown: if . == null then "" else tostring end;
    "\(.about.seconds) s, seed \(.about.seed), engine \(.about.engine), \(.about.cores) processors, load at the end \(.about.load_at_the_end)",
    "",
    "| phase | times, s | us-west: failed requests | us-west: change to traffic, median (p90, max) ms of | of the baseline median | us-east: failed requests (at its best balancer) | us-east: median ms of | healed after ms |",
    "|---|---|---|---|---|---|---|---|",
    (.phases[] | "| \(.name)\(if .killed > 0 then ", \(.killed) killed" else "" end) | \(.times), \(.seconds)"
      + " | \(.west.failed) of \(.west.requests) | \(.west.median_ms | shown) (\(.west.p90_ms | shown), \(.west.max_ms | shown)) of \(.west.changes)"
      + " | \(.ratio | shown) | \(.east.failed) of \(.east.requests) (\(.east.failed_at_the_best))"
      + " | \(.east.median_ms | shown) of \(.east.changes) | \(.healed_ms | shown) |"),
    "",
    (.checks[] | "- \(if .held then "holds" else "BROKEN" end): \(.what)")'
}

tell_verdict() {
  jq -r '(.broken[] | "BROKEN: \(.)"),
    "\((.phases | length) + (.checks | length) - (.broken | length) | if . < 0 then 0 else . end) passed, \(.broken | length) failed"' >"$work/verdict"
  cat "$work/verdict"
  [[ $(tail -n 1 "$work/verdict") == *', 0 failed' ]]
}
