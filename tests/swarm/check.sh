# shellcheck shell=bash
# Assertions. A failure prints the expected and the actual value.

fail() {
  printf 'expected: %s\n' "$1"
  [[ -z ${2-} ]] || printf 'seen:     %s\n' "$2"
  exit 1
} >&2

# step WHAT: prints the time and WHAT, to show where a test failed and how long each part took
step() { printf '%(%T)T  %s\n' -1 "$*"; }

same() { [[ $1 == "$2" ]] || fail "$3 is '$1'" "$2"; }

differs() { [[ $1 != "$2" ]] || fail "$3 is no longer '$1'" "$2"; }

contains() { [[ $1 == *"$2"* ]] || fail "$3 contains '$2'" "$1"; }

lacks() { [[ $1 != *"$2"* ]] || fail "$3 does not contain '$2'" "$1"; }

milliseconds() { echo $(( ${EPOCHREALTIME/./} / 1000 )); }

# now CMD…: CMD must succeed now; a failure prints its output
now() {
  local seen
  seen=$( "$@" 2>&1 ) || fail "now: $*" "$seen"
}

# eventually SECONDS CMD…: polls until CMD succeeds; a failure prints its last output. SWARM_PATIENCE multiplies
# SECONDS, because on the gate's machine two Swarms and other stages share the CPU.
eventually() {
  local seconds=$(( $1 * ${SWARM_PATIENCE:-1} )) end seen
  shift
  end=$(( $(milliseconds) + seconds * 1000 ))
  until seen=$( "$@" 2>&1 ); do
    (( $(milliseconds) < end )) || fail "within $seconds s: $*" "$seen"
    sleep 0.2
  done
}

# steadily COUNT CMD…: CMD succeeds COUNT times in a row. After a reload nginx's old workers answer for a moment, too.
steadily() {
  local i
  for (( i = 0; i < $1; i++ )); do "${@:2}" || return 1; done
}

# stays SECONDS CMD…: CMD must succeed during all of that time
stays() {
  local seconds=$1 end seen
  shift
  end=$(( $(milliseconds) + seconds * 1000 ))
  while (( $(milliseconds) < end )); do
    seen=$( "$@" 2>&1 ) || fail "for $seconds s: $*" "$seen"
    sleep 0.3
  done
}
