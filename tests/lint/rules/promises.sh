#!/usr/bin/env bash
# The source contains no notes about future work: missing work is an issue.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

words='TO''DO|FIX''ME|HA''CK'
while IFS= read -r file; do
  while IFS= read -r line; do
    violation "$file:$line"
  done < <(grep -nIwE -- "$words" "$file" || true)
done < <(files)
verdict
