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

# ---- the master's messages about a loading; the workers' existence does not show its result

# Copies the master's messages to standard error, and records the result of each loading.
listen() {
  loading=1
  while IFS= read -r line; do
    printf '%s\n' "$line" >&2
    case $line in
      *' : Reloading HAProxy'*) loading=1 ;;
      *' : Loading success.'*) loading='' && : >"$work/loading-success" ;;
      *' : Loading failure!'*) loading='' && : >"$work/loading-failure" ;;
      '[ALERT]'*) [ -z "$loading" ] || printf '%s\n' "$line" >>"$work/alerts" ;;
    esac
  done <"$work/stderr"
}

forget_loading() {
  rm -f "$work/loading-success" "$work/loading-failure" "$work/alerts"
}

haproxy_prepare() {
  forget_loading
  rm -f "$work/stderr"
  if mkfifo "$work/stderr"; then
    listen &
    error_pipe=$work/stderr
  fi
}

has_loaded() { [ -e "$work/loading-success" ] || [ -e "$work/loading-failure" ]; }

haproxy_is_ready() { [ -z "$error_pipe" ] || has_loaded; }

haproxy_started() { find_serving; }

# The old workers pass their sockets to the new ones.
haproxy_reload() {
  if [ -z "$error_pipe" ]; then
    reload_by_hup
    return
  fi
  forget_loading
  kill -USR2 "$master" 2>/dev/null && wait_until has_loaded && [ -e "$work/loading-success" ] && find_serving
}

haproxy_refusal() { [ ! -s "$work/alerts" ] || refusal=$(tidy_messages <"$work/alerts"); }

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

# Sets `serving`: the process id of the worker that is not in `before`.
find_serving() {
  find_workers
  serving=''
  for w in $workers; do
    case $before in *" $w "*) ;; *) serving=$w ;; esac
  done
}
