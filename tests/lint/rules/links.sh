#!/usr/bin/env bash
# Links between the project's own pages lead somewhere. Code blocks and the network are not looked at.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

while IFS= read -r page; do
  while IFS= read -r target; do
    [[ -e $(dirname -- "$page")/$target ]] || violation "$page: there is no $target"
  done < <(awk '/^ *```/ { code = !code } !code' "$page" | grep -oE '\]\([^) ]+' | sed -E 's/^\]\(//; s/#.*//' |
    grep -vE '^([a-z]+:|$)' | sort -u)
done < <(matching '\.md$')
verdict
