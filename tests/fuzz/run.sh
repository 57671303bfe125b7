#!/usr/bin/env bash
# Fuzzes the labels: builds with clang, runs the corpus, and then looks for more.
#
#   tests/fuzz/run.sh [SECONDS]    20, if not given
set -Eeuo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -- "$here/../.." && pwd)
seconds=${1:-20}
build=$top/build/fuzz
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

cd -- "$top"
cmake --preset fuzz
cmake --build --preset fuzz
mkdir -p "$build/finds" "$build/grown"
passed=0 failed=0
try() { # WHAT CMD…
  local what=$1
  shift
  if "$@"; then
    passed=$(( passed + 1 ))
    echo "ok $what"
  else
    failed=$(( failed + 1 ))
    echo "FAILED $what"
  fi
}

fuzz=("$build/tests/fuzz/fuzz_labels" "-artifact_prefix=$build/finds/" -max_len=4096 -timeout=10 -rss_limit_mb=1024)
try "the corpus" "${fuzz[@]}" -runs=0 "$here/corpus"
try "$seconds s of new labels" "${fuzz[@]}" -max_total_time="$seconds" -print_final_stats=1 "-dict=$here/dictionary" \
  "$build/grown" "$here/corpus"
echo "$passed passed, $failed failed"
(( failed == 0 ))
