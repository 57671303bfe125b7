# shellcheck shell=bash disable=SC2154
# Output for the user: numbered steps with their time, progress in long ones, and on a failure the step, the reason and
# a hint. The output of commands goes to the log. Descriptor 3 is the terminal.

step_number=0 step_title='' step_hint='' step_offset=0 ticker=''
bold='' dim='' red='' green='' plain=''

open_log() {
  log=$1
  exec 3>&1 >"$log" 2>&1 </dev/null
  if [[ -t 3 && -z ${NO_COLOR:-} ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
  fi
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

tell() {
  printf '%s\n' "$*" >&3
  printf '%s\n' "$*"
}
indented() { sed 's/^/      /' >&3; }

# show CMD…: prints the command and runs it. Its output goes to the log.
show() {
  local word line='$'
  for word in "$@"; do
    if [[ $word =~ [^A-Za-z0-9_./:=,@%+-] ]]; then line+=" '$word'"; else line+=" $word"; fi
  done
  wipe
  tell "      $dim$line$plain"
  "$@"
}

seconds_since() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# step TITLE HINT CMD…: prints HINT if the step fails
step() {
  local began=$EPOCHREALTIME
  step_title=$1 step_hint=$2
  shift 2
  step_number=$((step_number + 1))
  step_offset=$(stat -c %s "$log")
  tell "${bold}[$step_number/$steps] $step_title$plain"
  start_ticker
  "$@"
  stop_ticker
  tell "      ${green}done$plain, $(seconds_since "$began") s"
}

# follow FILE: the progress line shows this file's last line, not the log's
follow() { printf '%s' "$1" >"$log.follow"; }

last_words() {
  local file=$log
  if [[ -s $log.follow && -s $(<"$log.follow") ]]; then file=$(<"$log.follow"); fi
  tail -c 400 "$file" 2>/dev/null | tr '\r' '\n' | grep -v '^ *$' | tail -n 1 | cut -c1-90 || true
}

wipe() { if [[ -t 3 ]]; then printf '\r\e[K' >&3; fi; }

start_ticker() {
  local pause=15 began=$SECONDS
  rm -f "$log.follow"
  if [[ -t 3 ]]; then pause=1; fi
  (
    trap - EXIT INT TERM HUP
    while sleep "$pause" 3>&-; do
      wipe
      printf '      %s%d s: %s%s' "$dim" $((SECONDS - began)) "$(last_words)" "$plain" >&3
      [[ -t 3 ]] || echo >&3
    done
  ) &
  ticker=$!
}

stop_ticker() {
  if [[ -z $ticker ]]; then return; fi
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  ticker=''
  rm -f "$log.follow"
  wipe
}

finish() {
  local code=$?
  trap - EXIT
  stop_ticker
  if ((code == 0)); then return; fi
  if ((code >= 129)); then
    tell "${red}Stopped$plain in step $step_number/$steps, $step_title. What was done stays; run it again to go on."
  else
    tell "${red}FAILED$plain in step $step_number/$steps, $step_title. The last lines:"
    tail -c +$((step_offset + 1)) "$log" | head -n -1 | tail -n 15 | indented
    tell "Try: $step_hint"
  fi
  tell "The whole log: $log"
  exit "$code"
}

# await SECONDS WHAT CMD…: polls until CMD succeeds
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  echo "waiting until $what"
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then
      if declare -F diagnose >/dev/null; then diagnose || true; fi
      echo "gave up waiting until $what"
      return 1
    fi
    sleep 0.2
  done
}
