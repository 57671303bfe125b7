#!/bin/sh
# Signalbox's agent: starts the proxy of a task, and updates its configuration at run time.
#
# Core distributes the script as a Docker config object. It needs a POSIX shell, sha256sum, sed, timeout, and one of
# wget, curl and bash; for HAProxy mkfifo, and awk with one of socat and perl to change servers without a reload. It
# gets its assignment from core by long poll, tests the text, installs it, reloads the proxy, and reports the result
# with the next poll. While core is unreachable, the proxy keeps its configuration. The script is process 1: it exits
# when the proxy exits, and the proxy ends when it does.
#
# The proxy's command line is the script's arguments, or by default a program of the image in the foreground.
# shellcheck disable=SC2034,SC2154,SC2317 # the parts are one script
set -u

conf=${SIGNALBOX_CONFIG:-/etc/nginx/nginx.conf}
work=${SIGNALBOX_WORK:-/dev/shm/signalbox}  # in memory, so that read-only images work
kept=${SIGNALBOX_KEPT:-/signalbox/kept}     # a volume of the node
bootstrap=${SIGNALBOX_BOOTSTRAP:-/signalbox/bootstrap}     # the bootstrap configuration
token=${SIGNALBOX_TOKEN:-/run/secrets/signalbox-agent-token} # only if core requires a token
store_index=${SIGNALBOX_STORE_INDEX:-0}                 # store index of the configuration in use
url=$SIGNALBOX_CORE/v1/agents/$SIGNALBOX_CLUSTER

test_limit=${SIGNALBOX_TEST_LIMIT:-60} # limit in seconds for the proxy's own test
least_timeout=${SIGNALBOX_LOAD_LIMIT:-5}000     # milliseconds until new workers have to run: at least this
timeout=$least_timeout

running='' judged='' verdict=none took=0 error='' began=''
failed_text='' retry_pause=0 retry_at=0 # of a text that could not be loaded, in milliseconds
loading='' # digest of a text whose loading has not ended within `timeout`
program='' error_pipe='' runtime_client='' serving='' launcher='' master='' before=''
least=1 ended='' stopping='' not_started=''

say() { printf 'signalbox-agent: %s\n' "$*" >&2; }

# Between an answer and the new workers, the script starts as few processes as possible: each costs milliseconds.

# Sets `now`: milliseconds since the machine started, with a resolution of 10 ms.
read_clock() {
  read -r up _ </proc/uptime
  now=${up%.*}${up#*.}0
}

# Sets `digest`: the first half of the file's SHA-256, in hex.
compute_digest() {
  digest=$(sha256sum <"$1")
  digest=${digest%% *}
  digest=${digest%????????????????????????????????}
}

# Sleeps; a signal may end it early, and its exit status has no meaning.
nap() {
  sleep "$1" &
  wait $! || kill $! 2>/dev/null || :
}

# ---- requests to core

find_client() {
  for client in wget curl bash; do
    command -v "$client" >/dev/null 2>&1 && return
  done
  client=''
}

write_report() {
  find_expired
  {
    printf 'signalbox-agent 1\ntask %s\nproxy %s\nrunning %s\njudged %s\nverdict %s\ntook %s\n' \
      "${SIGNALBOX_TASK:-}" "$version" "$running" "$judged" "$verdict" "$took"
    [ -z "$expired" ] || printf 'expired%.2000s\n' "$expired"
    [ ! -r "$token" ] || printf 'token %s\n' "$(cat "$token")"
    printf '\n%.2000s' "$error"
  } >"$work/report"
}

# Uses only bash, for images that have neither wget nor curl. With HTTP/1.0 the body ends when the connection is closed.
# shellcheck disable=SC2016 # a program of its own
bash_client='
  address=${2#http://} path=/${2#http://*/} address=${address%%/*}
  exec 3<>"/dev/tcp/${address%:*}/${address##*:}" || exit 1
  { printf "POST %s HTTP/1.0\r\nHost: %s\r\nContent-Type: text/plain\r\n" "$path" "$address"
    printf "Content-Length: %s\r\n\r\n" "$(wc -c <"$1")"; cat "$1"; } >&3
  read -r _ status _ <&3 || exit 1
  while read -r line <&3 && [ -n "${line%$(printf "\r")}" ]; do :; done
  cat <&3 >"$3"
  case $status in 2*) exit 0 ;; *) exit 1 ;; esac'

# Sends the report, and waits up to $1 seconds for an answer, which is stored in `answer`.
call() {
  limit=$(($1 + 3)) to="$url?wait=$1"
  set -- timeout "$limit"
  case $client in
    wget) set -- "$@" wget -q -O "$work/answer" --post-file "$work/report" "$to" ;;
    curl) set -- "$@" curl -sf -o "$work/answer" --data-binary "@$work/report" -H 'Content-Type: text/plain' "$to" ;;
    *) set -- "$@" bash -c "$bash_client" bash "$work/report" "$to" "$work/answer" ;;
  esac
  exec "$@" 2>/dev/null
}

# Succeeds if core answered. A signal ends the poll early.
poll() {
  : >"$work/answer"
  write_report
  (call "$1") &
  poller=$!
  wait "$poller"
  status=$?
  [ "$status" -le 128 ] || kill "$poller" 2>/dev/null
  [ -n "$stopping$ended" ] && return 1
  return "$status"
}
