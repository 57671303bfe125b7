#!/usr/bin/env bash
# The front page can be read in a few minutes: README.md has at most 10,000 bytes. Details of a folder are on its own
# page.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

bytes=$(wc -c <README.md)
(( bytes <= 10000 )) || violation "README.md: has $bytes bytes, at most 10000 are allowed"
verdict
