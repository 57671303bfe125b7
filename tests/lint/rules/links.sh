#!/usr/bin/env bash
# Links between the project's own pages lead to a file, and to an existing heading of it if they name one
# (`page.md#part`). Code blocks and external links are not checked.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

prose_of() { awk '/^ *```/ { code = !code } !code' "$1"; }

# The anchors of a page, as GitHub makes them of its headings: lower case, dashes for blanks, no punctuation. Repeated
# headings have one anchor here.
anchors_of() { prose_of "$1" | sed -nE 's/^#+ +//p' | LC_ALL=C.UTF-8 sed -E 's/.*/\L&/; s/[^[:alnum:]_ -]//g; s/ /-/g'; }

while IFS= read -r page; do
  while IFS= read -r target; do
    file=$(dirname -- "$page")/${target%%#*} part=''
    if [[ $target == '#'* ]]; then file=$page; fi
    if [[ $target == *'#'* ]]; then part=${target#*#}; fi
    if [[ ! -e $file ]]; then
      violation "$page: there is no $target"
    elif [[ -n $part && $file == *.md ]] && ! anchors_of "$file" | grep -Fxq -- "$part"; then
      violation "$page: there is no heading for $target"
    elif [[ -n $part && $file != *.md ]]; then
      violation "$page: $target names a part of something that is no page"
    fi
  done < <(prose_of "$page" | grep -oE '\]\([^) ]+' | sed -E 's/^\]\(//' | grep -vE '^[a-z]+:' | sort -u)
done < <(matching '\.md$')
verdict
