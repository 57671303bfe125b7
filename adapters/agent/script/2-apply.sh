# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- test and use of a configuration

failed() {
  verdict=failed error=$1 retry_at=0
  say "$error"
}

known=' '

# A line that requires a newer proxy is a comment (`#@1.27.4 directive`), and is enabled if the proxy has this version.
version_at_least() {
  have=${version#*/} want=$1
  for _ in 1 2 3; do
    h=${have%%.*} w=${want%%.*}
    h=${h%%[!0-9]*}
    [ "${h:-0}" -gt "${w:-0}" ] && return 0
    [ "${h:-0}" -lt "${w:-0}" ] && return 1
    case $have in *.*) have=${have#*.} ;; *) have=0 ;; esac
    case $want in *.*) want=${want#*.} ;; *) want=0 ;; esac
  done
}

# Prints the versions that the lines of a text require; equal consecutive versions are printed once.
asked_versions() {
  sed -n 's/^ *#@\([0-9][0-9.]*\) .*/\1/
    t asked
    d
    : asked
    G
    /^\(.*\)\n\1$/d
    s/\n.*//
    h
    p' "$1"
}

# Adds a rule to `enable.sed` for each version that is not in `known`. Fails if there is none.
learn() {
  knew=$known
  for v; do
    case $known in *" $v "*) continue ;; esac
    known="$known$v "
    ! version_at_least "$v" || printf 's/^\\( *\\)#@%s /\\1/\n' "$v" >>"$work/enable.sed"
  done
  [ "$known" != "$knew" ]
}

# shellcheck disable=SC2046 # words
learn_text() { learn $(asked_versions "$work/text") || :; }

# The arguments are passed to sed.
place_text() { sed -f "$work/enable.sed" "$@" >"$conf.next"; }

# Writes the text of `place_text` to `$conf.next`, and runs the proxy's own test on it.
test_text() {
  if ! place_text "$@" 2>"$work/said"; then
    failed "cannot write $conf.next: $(cat "$work/said")"
    return 1
  fi
  read_clock
  asked=$now
  "${program}_test"
  status=$?
  # The proxy reads the text again when it loads it, which takes as long as the test.
  read_clock
  timeout=$((least_timeout + 4 * (now - asked)))
  if [ "$status" = 0 ]; then
    [ ! -s "$work/said" ] || error=$(cat "$work/said") # warnings
    return 0
  fi
  if [ "$status" -ge 124 ]; then # the test was killed, and has no output of the proxy
    failed "the proxy did not finish its test within $test_limit s"
    return 1
  fi
  verdict=refused error=$(cat "$work/said")
  say "refused $judged: $error"
  return 1
}

# Sets `workers`: the process ids of the proxy's children, with a space after each.
find_workers() {
  workers=''
  if [ -r "/proc/$master/task/$master/children" ]; then
    read -r workers 2>/dev/null <"/proc/$master/task/$master/children" || : # read fails because there is no end of line
    workers=${workers:+$workers }
  else
    workers=$(grep -l "^PPid:[[:space:]]*$master\$" /proc/[0-9]*/status 2>/dev/null |
      sed 's,/proc/\([0-9]*\)/.*,\1 ,' | tr -d '\n')
  fi
}

# Sets `count`: the number of workers.
count_workers() {
  find_workers
  count=0
  for w in $workers; do count=$((count + 1)); done
}

has_new_worker() {
  find_workers
  for w in $workers; do
    case $before in *" $w "*) ;; *) return 0 ;; esac
  done
  return 1
}

# A proxy without signal handlers would be killed by a signal.
is_up() {
  read -r name 2>/dev/null <"/proc/$master/comm" || return 1
  case $name in "$program"*) ;; *) return 1 ;; esac
  find_workers
  [ -n "$workers" ] || return 1
  "${program}_is_ready"
}

# Retries the command until it succeeds; fails after `timeout` milliseconds, or when the proxy has exited.
wait_until() {
  read_clock
  deadline=$((now + timeout))
  until "$@"; do
    read_clock
    [ -z "$ended" ] && [ "$now" -lt "$deadline" ] || return 1
    sleep 0.01
  done
}

reload_by_hup() { kill -HUP "$master" 2>/dev/null && wait_until has_new_worker; }

reload() {
  wait_until is_up || return 1
  before=" $workers"
  "${program}_reload"
}

# Stores the running configuration for a task that starts on this node while core is unreachable.
keep() {
  [ -d "$kept" ] || return 0
  if { printf '%s %s\n' "$store_index" "$running" && cat "$work/text"; } >"$kept/$SIGNALBOX_TASK.new" 2>/dev/null; then
    mv -f "$kept/$SIGNALBOX_TASK.new" "$kept/config" && return
  fi
  rm -f "$kept/$SIGNALBOX_TASK.new"
  say "could not keep the configuration in $kept"
}

# `last` is the running configuration, which is restored after a failure.
text_loaded() {
  running=$judged verdict=loaded
  read_clock
  took=$((now - began))
  say "serves $running after $took ms$how"
  cp -f "$conf" "$work/last"
  keep
}

load_failed() {
  if [ -n "$loading" ]; then
    judged=$loading
    failed "the proxy has not loaded the new configuration after $((timeout / 1000)) s; it continues"
    return
  fi
  refusal='its log says why'
  "${program}_refusal"
  cp -f "$work/last" "$conf"
  failed "the proxy took no new configuration; $refusal"
  delay_retry
}

# While HAProxy tries to bind an address that is in use, it accepts no connections. So the pause between two attempts to
# load a text grows from 3 s to 5 min.
delay_retry() {
  [ "$judged" = "$failed_text" ] || retry_pause=1500
  failed_text=$judged retry_pause=$((retry_pause < 150000 ? 2 * retry_pause : 300000))
  read_clock
  retry_at=$((now + retry_pause))
}

# Reports the result of a loading that took longer than `timeout`. Fails while it has not ended.
end_loading() {
  [ -n "$loading" ] || return 0
  "${program}_has_ended" || return 1
  judged=$loading loading='' error=''
  if "${program}_has_loaded"; then text_loaded; else load_failed; fi
}

use_text() {
  if ! mv -f "$conf.next" "$conf"; then
    failed "cannot write $conf"
    return
  fi
  how=''
  if "${program}_change"; then
    how=', without a reload'
  elif ! reload; then
    load_failed
    return
  fi
  text_loaded
}

# First line `signalbox-config DIGEST STORE_INDEX load|test`, then the text.
read_head() { read -r word sum new_store_index mode <"$work/answer" && [ "$word" = signalbox-config ]; }

read_answer() {
  read_head && tail -n +2 "$work/answer" >"$work/text" || return 1
  compute_digest "$work/text"
  [ "$digest" = "$sum" ]
}

# Runs in parallel with the proxy's own test, which takes about as long.
start_inspection() {
  {
    read_answer && echo whole || echo broken
    asked_versions "$work/text"
  } >"$work/inspected" &
  inspector=$!
}

# Sets `condition` and `versions`.
end_inspection() {
  while kill -0 "$inspector" 2>/dev/null; do wait "$inspector"; done # a signal may interrupt wait
  versions=''
  {
    read -r condition
    while read -r v; do versions="$versions $v"; done
  } <"$work/inspected"
}

# Clears `judged`, so that core sends the text again at the next poll.
answer_broken() {
  judged=''
  failed "core's answer came broken"
  nap 1
}

# Succeeds if the proxy accepts the text of the answer.
test_answer() {
  start_inspection
  test_text -e 1d "$work/answer"
  passed=$?
  end_inspection
  if [ "$condition" != whole ]; then
    answer_broken
    return 1
  fi
  # shellcheck disable=SC2086 # words
  if learn $versions; then
    test_text "$work/text"
    passed=$?
  fi
  return "$passed"
}

# After each reload the old workers run until their connections end. Too many of them could exhaust the memory.
let_workers_end() {
  for _ in 1 2 3 4; do
    count_workers
    [ "$count" -gt $((16 * least)) ] || return 0
    nap 0.5
  done
}

apply_answer() {
  if [ -n "$loading" ]; then # a proxy that loads a text cannot load another
    wait_until end_loading || load_failed
    return
  fi
  read_clock
  began=$now
  if ! read_head; then
    answer_broken
    return
  fi
  judged=$sum error='' took=0
  if [ "$sum" = "$running" ]; then
    verdict=loaded store_index=$new_store_index
    return
  fi
  let_workers_end
  test_answer || return
  verdict=passed
  if [ "$mode" = load ]; then
    store_index=$new_store_index
    use_text
  fi
}
