#!/usr/bin/env bash
# Shell scripts pass shellcheck, which also checks sourced files.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

scripts=()
while IFS= read -r file; do
  if [[ $file == *.sh ]] || head -c 64 "$file" | head -n 1 | grep -aqE '^#!.*\b(ba)?sh\b'; then
    scripts+=("$file")
  fi
done < <(files)
if (( ${#scripts[@]} )); then
  shellcheck --external-sources --source-path=SCRIPTDIR --source-path="$PWD" --format=gcc "${scripts[@]}" || found=1
fi
verdict
