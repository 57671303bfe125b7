#!/usr/bin/env bash
# Checks the project against each rule of rules/, and each rule against planted violations.
#
#   tests/lint/run.sh [RULE…]
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
passed=0 failed=0

check() {
  local title=$1 said
  shift
  if said=$("$@" 2>&1); then
    passed=$(( passed + 1 ))
    printf 'ok      %s\n' "$title"
  else
    failed=$(( failed + 1 ))
    printf 'FAILED  %s\n' "$title"
  fi
  [[ -z $said ]] || printf '        %s\n' "${said//$'\n'/$'\n        '}"
}

main() {
  local rule rules=("$@")
  if (( ! $# )); then
    rules=("$here"/rules/*.sh)
    rules=("${rules[@]##*/}")
    rules=("${rules[@]%.sh}")
  fi
  for rule in "${rules[@]}"; do
    check "$rule" bash "$here/rules/$rule.sh" "$top"
    check "$rule goes red when it should" bash "$here/self_test.sh" "$rule"
  done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  (( failed == 0 ))
}

main "$@"
