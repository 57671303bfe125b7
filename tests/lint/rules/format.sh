#!/usr/bin/env bash
# C++ is formatted with .clang-format. Only version 14 is used, because other versions format differently.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

formatter=$(command -v clang-format-14 || command -v clang-format || true)
if [[ -z $formatter || $("$formatter" --version) != *" 14."* ]]; then
  echo "format: not checked, there is no clang-format 14"
  exit 0
fi
mapfile -t sources < <(matching '\.(cpp|hpp)$')
while IFS= read -r file; do
  violation "$file: run clang-format -i $file"
done < <("$formatter" --dry-run -Werror "${sources[@]}" 2>&1 | sed -nE 's/^([^: ]+):[0-9]+:.*error:.*/\1/p' | sort -u)
verdict
