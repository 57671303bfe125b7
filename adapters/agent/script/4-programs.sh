# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- nginx and HAProxy: where they differ

# Sets `program`: the one of the command line, else the one that the image has.
find_program() {
  for program in "$@" nginx haproxy; do
    program=${program##*/}
    case $program in nginx | haproxy) command -v "$program" >/dev/null 2>&1 && return ;; esac
  done
  program=nginx
}

ask_version() {
  case $program in
    nginx) version=$(nginx -v 2>&1 | sed -n 's,.*\(nginx/[0-9.]*\).*,\1,p') ;;
    haproxy) version=$(haproxy -v 2>&1 | sed -n 's,^HA-*Proxy version \([0-9.]*[0-9]\).*,haproxy/\1,p') ;;
  esac
}

run_test() {
  case $program in
    nginx) timeout "$test_limit" nginx -t -q -c "$conf.next" >"$work/said" 2>&1 ;;
    haproxy)
      timeout "$test_limit" haproxy -c -f "$conf.next" >"$work/said.all" 2>&1
      set -- $?
      tidy_words <"$work/said.all" >"$work/said"
      return "$1"
      ;;
  esac
}

# What HAProxy has to complain of, with the line as nginx names it: `… in FILE:LINE`.
tidy_words() {
  sed -nE '
    /^\[(ALERT|WARNING)\]/!d
    s/^\[[A-Z]+\] +\([0-9]+\) : +(config : )?//
    /found in configuration/d
    s/^(parsing )?\[([^]]*:[0-9]+)\] : (.*)$/\3 in \2/
    p'
}

# An image whose user may not write where the configuration belongs gets it elsewhere; the command line is ours then.
place_configuration() {
  [ "$program" = haproxy ] && [ ! -w "${conf%/*}" ] && conf=$work/haproxy.cfg
}

# ---- HAProxy's master says how a loading went; workers alone do not tell

# Passes on what it says.
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

# Sets `words`: where the proxy's standard error goes, if somebody is to read it.
listen_to_master() {
  words=''
  [ "$program" = haproxy ] || return 0
  forget_loading
  rm -f "$work/stderr"
  if mkfifo "$work/stderr"; then
    listen &
    words=$work/stderr
  fi
}

has_loaded() { [ -e "$work/loading-success" ] || [ -e "$work/loading-failure" ]; }

# The old workers hand their sockets over.
reload_haproxy() {
  forget_loading
  kill -USR2 "$master" 2>/dev/null && wait_until has_loaded && [ -e "$work/loading-success" ]
}

# Sets `refusal`: why the last loading failed, if it said so.
find_refusal() {
  refusal='its log says why'
  [ ! -s "$work/alerts" ] || refusal=$(tidy_words <"$work/alerts")
}

# Sets `signal`: what ends the proxy as $1 would end nginx, of which QUIT lets requests come to their end.
translate() {
  signal=$1
  [ "$program$1" != haproxyQUIT ] || signal=USR1
}
