#!/usr/bin/env bash
# Limits the size of files: at most 300 lines of source or script.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  (( lines <= 300 )) || violation "$file: has $lines lines, split it"
done < <(matching '(\.(cpp|hpp|sh|cmake|awk|py)|CMakeLists\.txt)$')
verdict
