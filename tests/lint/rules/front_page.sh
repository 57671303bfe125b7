#!/usr/bin/env bash
# The front page is read in a few minutes: README.md has at most 10,000 bytes. What is about one folder is on its page.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

bytes=$(wc -c <README.md)
(( bytes <= 10000 )) || violation "README.md: has $bytes bytes, at most 10000 are allowed"
verdict
