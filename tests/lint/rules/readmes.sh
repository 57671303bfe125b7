#!/usr/bin/env bash
# Every folder of the top level, and every adapter, has a README.md that describes its contents.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

while IFS= read -r folder; do
  [[ -s $folder/README.md ]] || violation "$folder: has no README.md"
done < <(files | grep / | cut -d/ -f1 | grep -v '^\.' | sort -u; files | grep -oE '^adapters/[^/]+/' | sed 's#/$##' | sort -u)
[[ -s README.md ]] || violation "the top level has no README.md"
verdict
