# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- start and stop

# The first configuration has to pass the proxy's own test, like any other.
starts_with() {
  learn_text
  test_text "$work/text" || return 1
  mv -f "$conf.next" "$conf" 2>"$work/said" || return 1
  running=$judged verdict=loaded
}

start_with_core() {
  [ -n "$client" ] || return 1
  poll 0 && [ -s "$work/answer" ] && read_answer && [ "$mode" = load ] || return 1
  judged=$sum store_index=$new_store_index
  starts_with && say "starts with core's $running"
}

start_with_kept() {
  read -r kept_store_index sum 2>/dev/null <"$kept/config" || return 1
  [ "$kept_store_index" -gt "$store_index" ] 2>/dev/null || return 1
  tail -n +2 "$kept/config" >"$work/text" || return 1
  compute_digest "$work/text"
  [ "$digest" = "$sum" ] || return 1
  ! is_unusable "$sum" || return 1
  judged=$sum
  starts_with || return 1
  store_index=$kept_store_index
  say "starts with $running, which this node kept"
}

# The bootstrap configuration is not tested: if the proxy cannot start with it, the task fails, and Swarm detects that.
start_with_bootstrap() {
  gzip -dc <"$bootstrap" >"$work/text" 2>/dev/null || cp -f "$bootstrap" "$work/text" # a large one is compressed
  compute_digest "$work/text"
  ! is_unusable "$digest" || return 1
  judged=$digest
  learn_text
  if place_text "$work/text" && mv -f "$conf.next" "$conf"; then
    running=$judged verdict=loaded
  fi
  say "starts with $judged, which came with the service"
}

# The digests of the texts that passed the proxy's own test, and whose start the proxy refused.
unusable=' '

is_unusable() { case $unusable in *" $1 "*) ;; *) return 1 ;; esac }

# Waits until the proxy serves, because before that a report of the running text would be wrong. Fails if it has ended.
has_started() {
  wait_until is_up || :
  [ -z "$ended" ] || return 1
  "${program}_started"
}

# Core gets a report about the first text that failed, with the next poll.
start_failed() {
  refusal='its log says why'
  "${program}_refusal"
  failed "the proxy did not start; $refusal"
  unusable="$unusable$judged "
  [ -n "$not_started" ] || not_started=$judged start_error=$error
}

# Starts the proxy with the best text: core's, else the one that the node kept, else the bootstrap configuration. Fails
# if the proxy does not start with any of them.
start() {
  bootstrap_index=$store_index
  for source in core kept bootstrap; do
    store_index=$bootstrap_index
    "start_with_$source" || continue
    [ -z "$stopping" ] || return 1
    launch "$@"
    read_certificates &
    if has_started; then
      [ "$source" != core ] || keep
      [ -z "$not_started" ] || verdict=failed judged=$not_started error=$start_error
      return 0
    fi
    [ -z "$stopping" ] || return 1
    start_failed
  done
  running='' ended='' verdict=failed judged=$not_started error=$start_error
  [ -z "$client" ] || poll 0 || :
  return 1
}

# The subshell waits for the proxy, and sends SIGALRM to this shell when the proxy has exited.
launch() {
  ended=''
  rm -f "$work/pid" "$work/status"
  cp -f "$conf" "$work/last" 2>/dev/null || :
  "${program}_prepare"
  (
    if [ -n "$error_pipe" ]; then "$@" 2>"$error_pipe" & else "$@" & fi
    echo $! >"$work/pid"
    wait $!
    echo $? >"$work/status"
    kill -ALRM $$ 2>/dev/null
  ) &
  launcher=$!
  until [ -s "$work/pid" ]; do sleep 0.01; done
  master=$(cat "$work/pid")
}

pass_on() {
  say "passes SIG$1 on"
  kill -"$1" "$master" 2>/dev/null
}

stop() {
  [ -n "$master" ] || exit 0
  stopping=1
  "${program}_stop_signal" "$1"
  pass_on "$signal"
}

finish() {
  until [ -s "$work/status" ]; do wait "$launcher" || :; done
  status=$(cat "$work/status")
  say "the proxy ended with $status"
  [ -z "$stopping" ] || "${program}_stopped"
  exit "$status"
}

poll_until_end() {
  count_workers
  least=$count
  pause=0
  while [ -z "$stopping$ended" ]; do
    end_loading || :
    # A short wait, because a core whose node has failed never ends its answer, and the new core has another address.
    limit=4
    [ -z "$loading" ] || limit=1
    if poll "$limit"; then
      pause=0
      # A failure is retried; a refusal is not.
      read_clock
      [ "$verdict" != failed ] || [ "$now" -lt "$retry_at" ] || judged=''
      [ ! -s "$work/answer" ] || apply_answer
    else
      pause=$((pause < 5 ? pause + 1 : 5))
      [ -n "$stopping$ended" ] || nap "0.$((pause * 19))"
    fi
  done
}

# The arguments are the proxy's command line.
main() {
  [ ! -x /docker-entrypoint.sh ] || set -- /docker-entrypoint.sh "$@"
  find_client
  version=$("${program}_version")
  trap 'ended=1' ALRM
  trap 'stop TERM' TERM
  trap 'stop INT' INT
  trap 'stop QUIT' QUIT
  trap 'pass_on HUP' HUP
  trap '"${program}_user_signal"' USR1
  trap 'pass_on USR2' USR2
  if ! start "$@"; then
    finish
  elif [ -n "$client" ]; then
    poll_until_end
  else
    say "no wget, no curl, no bash: changes cannot reach this task"
  fi
  finish
}

mkdir -p "$work"
: >"$work/enable.sed"
find_program "$@"
if [ $# = 0 ]; then "${program}_command" main; else main "$@"; fi
