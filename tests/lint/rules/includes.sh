#!/usr/bin/env bash
# Includes between layers: messages include only messages; actors no adapters; adapters no actors but the ports, except
# main and adapters/cli/*, which connect the two; the product includes nothing of the tests.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

# forbid FILES ALLOWED WHY: the project's includes of the files that match FILES must match ALLOWED
forbid() {
  local file line
  while IFS= read -r file; do
    while IFS= read -r line; do
      violation "$file:${line%%:*}: $3: ${line#*:}"
    done < <(grep -nE '^ *# *include *"' "$file" | grep -vE "\"($2)" || true)
  done < <(matching "$1")
}

code='\.(cpp|hpp)$'
forbid "^messages/.*$code" 'messages/' 'messages include only messages'
forbid "^actors/.*$code" 'messages/|actors/' 'actors include no adapter'
forbid "^adapters/([^c]|c[^l]|cl[^i]).*$code" 'messages/|adapters/|actors/ports\.hpp"' 'adapters include no actor but actors/ports.hpp'
forbid "^adapters/cli/.+/.*$code" 'messages/|adapters/|actors/ports\.hpp"' 'only what is directly in adapters/cli connects adapters and actors'
forbid "^adapters/cli/[^/]+$code" 'messages/|adapters/|actors/' 'the product includes nothing of the tests'
verdict
