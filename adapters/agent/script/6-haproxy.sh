# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- HAProxy

programs="${programs:+$programs }haproxy"
socket=$work/haproxy.sock
longest_command=8000 # bytes; HAProxy reads at most 16 KB as one command

haproxy_version() { haproxy -v 2>&1 | sed -n 's,^HA-*Proxy version \([0-9.]*[0-9]\).*,haproxy/\1,p'; }

# If the image's user cannot write to the usual folder, the command line names a configuration in `$work`.
haproxy_command() {
  [ -w "${conf%/*}" ] || conf=$work/haproxy.cfg
  next=$1
  set -- haproxy -W -db
  find_runtime_client
  [ -z "$runtime_client" ] || { place_socket && set -- "$@" -f "$work/socket.cfg"; }
  "$next" "$@" -f "$conf"
}

haproxy_test() {
  timeout "$test_limit" haproxy -c -f "$conf.next" >"$work/said.all" 2>&1
  set -- $?
  tidy_messages <"$work/said.all" >"$work/said"
  return "$1"
}

# HAProxy's alerts and warnings, with the line in nginx's form: `… in FILE:LINE`.
tidy_messages() {
  sed -nE '
    /^\[(ALERT|WARNING)\]/!d
    s/^\[[A-Z]+\] +\([0-9]+\) : +(config : )?//
    /found in configuration/d
    s/^(parsing )?\[([^]]*:[0-9]+)\] : (.*)$/\3 in \2/
    p'
}

# ---- the result of a loading. The processes show it in every version; the messages show it earlier, but differ between
# versions.
#
# Up to 3.0 the master reads the configuration, and starts a worker if that succeeds. From 3.1 on the new worker reads
# it, and exits if that fails. The old workers continue until the new one serves.

# Copies the proxy's messages to standard error, and records those about the loading.
listen() {
  unknown=1
  while IFS= read -r line; do
    printf '%s\n' "$line" >&2
    case $line in
      *' : Reloading HAProxy'*) unknown=1 && : >"$work/result" ;;
      *' : Loading success.'*) unknown='' && echo success >"$work/result" ;;
      *' : Loading failure!'* | *' : Failed to load worker'*) unknown='' && echo failure >"$work/result" ;;
      '[ALERT]'*) [ -z "$unknown" ] || printf '%s\n' "$line" >>"$work/alerts" ;;
    esac
  done <"$work/stderr"
  [ -z "$unknown" ] || echo failure >"$work/result"
}

forget_loading() {
  : >"$work/result"
  : >"$work/alerts"
  seen=''
}

haproxy_prepare() {
  forget_loading
  serves='' reports_success=''
  rm -f "$work/stderr"
  if mkfifo "$work/stderr"; then
    listen &
    error_pipe=$work/stderr
  fi
}

# Sets `new_worker`: the worker that is not in `before`, and `old_worker`: one that is; each is empty if there is none.
find_new_worker() {
  find_workers
  new_worker='' old_worker=''
  for w in $workers; do
    read -r name 2>/dev/null <"/proc/$w/comm" || continue
    case $name in haproxy*) ;; *) continue ;; esac # a child that runs another program
    case $before in *" $w "*) old_worker=$w ;; *) new_worker=$w ;; esac
  done
}

# Succeeds if the process that reported the first alert was a new worker, and has ended.
has_alerting_worker_ended() {
  read -r alert 2>/dev/null <"$work/alerts" || return 1
  alert=${alert#*(}
  alert=${alert%%)*}
  case " $master $before" in *" $alert "*) return 1 ;; esac
  [ ! -e "/proc/$alert" ]
}

# Sets `result`: success, failure, or nothing while the proxy loads.
find_result() {
  result=''
  read -r result 2>/dev/null <"$work/result" || :
  find_new_worker
  if [ -n "$result" ]; then
    [ "$result" = failure ] || reports_success=1
  elif [ -n "$new_worker" ]; then
    seen=$new_worker
    # The master ends the old workers when the new one serves.
    [ -n "$reports_success$old_worker" ] || [ -z "$before" ] || result=success
  elif [ -n "$seen" ]; then
    [ -e "/proc/$seen" ] || result=failure # the list of children may lack one while another ends
  elif has_alerting_worker_ended; then
    result=failure
  fi
  [ -n "$result" ]
}

# Called if there is no result after `timeout`. Sets `result`, or `loading` if the loading has not ended. If HAProxy's
# messages are unknown, a new worker is taken for one that serves.
decide_late() {
  if [ -n "$new_worker" ] && [ -z "$reports_success" ]; then
    result=success
  elif [ -n "$ended" ] || [ -z "$reports_success" ] || { [ -z "$new_worker" ] && [ -s "$work/alerts" ]; }; then
    result=failure
  else
    loading=$judged
    read_clock
    load_deadline=$((now + test_limit * 1000))
  fi
}

haproxy_is_ready() { [ -n "$serves" ] || { find_result && [ "$result" = success ]; }; }

haproxy_started() {
  serves=1
  find_new_worker
  serving=$new_worker
}

# The old workers pass their sockets to the new ones.
haproxy_reload() {
  forget_loading
  kill -USR2 "$master" 2>/dev/null || return 1
  wait_until find_result || decide_late
  haproxy_has_loaded
}

# HAProxy does not begin another loading before the end of this one. A loading that takes longer than a test may is a
# failure, and its worker is killed.
haproxy_has_ended() {
  find_result && return
  read_clock
  [ "$now" -ge "$load_deadline" ] || return 1
  [ -z "$new_worker" ] || kill -KILL "$new_worker" 2>/dev/null
  result=failure
}

haproxy_has_loaded() { [ "$result" = success ] && serving=$new_worker; }

# The message about the result follows the alerts, and `listen` may read it after the process has ended.
haproxy_refusal() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -s "$work/result" ] || break
    sleep 0.1
  done
  [ ! -s "$work/alerts" ] || refusal=$(tidy_messages <"$work/alerts")
}

# ---- HAProxy's signals

haproxy_stop_signal() {
  signal=$1
  [ "$1" != QUIT ] || signal=USR1
}

haproxy_user_signal() { stop USR1; }

haproxy_stopped() { case $status in 130 | 143) status=0 ;; esac }

# ---- changes of servers only: they are sent to the running worker, and no new worker is started

# Sets `runtime_client`: the program that can send commands to HAProxy's socket; empty if the image has none.
find_runtime_client() {
  runtime_client=''
  command -v awk >/dev/null 2>&1 || return 0
  for runtime_client in socat perl; do
    command -v "$runtime_client" >/dev/null 2>&1 && return
  done
  runtime_client=''
}

# Writes a file that HAProxy reads before the configuration.
place_socket() { printf 'global\n  stats socket %s mode 600 level admin\n' "$socket" >"$work/socket.cfg"; }

# Prints what HAProxy answers.
send_commands() { # COMMAND[;COMMAND]…
  case $runtime_client in
    socat) printf '%s\n' "$1" | timeout 5 socat -t 5 - "UNIX-CONNECT:$socket" ;;
    perl)
      # shellcheck disable=SC2016 # a program of its own
      timeout 5 perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
        print $s "$ARGV[1]\n"; $s->flush; print while <$s>' "$socket" "$1"
      ;;
  esac
}

# Prints the commands that change one configuration into another. Fails if they differ in more than added and removed
# servers, or if a server contains characters that commands do not allow.
# shellcheck disable=SC2016 # a program of its own
server_changes='
  FNR == 1 { file++ }
  /^[a-z]/ { section = $1 == "backend" ? $2 : "" }
  $1 == "server" && section != "" {
    name = section "/" $2
    if (name ~ /[^A-Za-z0-9_.:\/-]/ || $0 ~ /[^A-Za-z0-9_.:\/ (),@-]/) exit bad = 1
    line = $0
    sub(/^ *server +[^ ]+ +/, "", line)
    if (file == 1) old[name] = line
    else { new[name] = line; order[++names] = name }
    next
  }
  file == 1 { was[++lines] = $0; next }
  $0 != was[++same] { exit bad = 1 }
  END {
    if (bad || same != lines) exit 1
    for (i = 1; i <= names; i++) {
      name = order[i]
      if (!(name in old)) {
        print "add server " name " " new[name]
        if (new[name] ~ / check /) print "enable health " name
        print "enable server " name
      } else if (old[name] != new[name]) exit 1
    }
    for (name in old) if (!(name in new)) print "set server " name " state maint"
  }'

# The process id of the answering worker comes last: a worker that a reload has replaced may answer, too.
accepts() { # COMMAND[;COMMAND]…
  told=$(send_commands "$1;show info") || return 1
  case $told in *"
Pid: $serving
"*) ;; *) return 1 ;; esac
  objections=$(printf '%s\n' "${told%%Name: *}" | sed -e '/^ *$/d' -e '/^New server registered\.$/d')
  [ -z "$objections" ] || say "HAProxy's runtime says: $objections"
  [ -z "$objections" ]
}

# Succeeds if the running worker serves the new configuration. Removed servers that still have connections stay until
# the next reload, without new connections.
haproxy_change() {
  [ -n "$runtime_client" ] && [ -n "$serving" ] && [ -S "$socket" ] || return 1
  awk "$server_changes" "$work/last" "$conf" >"$work/commands" || return 1
  commands=$(tr '\n' ';' <"$work/commands")
  [ -n "$commands" ] && [ "${#commands}" -le "$longest_command" ] || return 1
  accepts "${commands%;}" || return 1
  gone=$(sed -n 's/^set server \(.*\) state maint$/del server \1/p' "$work/commands" | tr '\n' ';')
  [ -z "$gone" ] || send_commands "${gone%;}" >/dev/null 2>&1
  return 0
}
