# shellcheck shell=bash disable=SC2034,SC2154  # passed and failed are the caller's, root and version are given by it
# Common part of the checks of rendered texts: secrets, a private network, counts. $work is removed at the end.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# Without CAP_NET_ADMIN a private network requires a user namespace.
own_network() {
  if [ "$(id -u)" = 0 ]; then unshare -n "$@"; else unshare -rn "$@"; fi
}

# One file replaces every certificate, key, password list and parameter file of a key exchange.
make_secret() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=golden \
    -keyout "$work/key" -out "$work/certificate" 2>/dev/null
  openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$work/parameters" 2>/dev/null
  cat "$work/certificate" "$work/key" "$work/parameters" >"$work/secret"
}

# `#@1.27.4 directive;` is a directive for this version and later ones; the agent removes the mark.
find_newer() {
  local since
  newer=(-e '')
  while read -r since; do
    if [ "$(printf '%s\n' "$since" "$version" | sort -V | head -n 1)" = "$since" ]; then newer+=(-e "s/^( *)#@$since /\1/"); fi
  done < <(sed -nE 's/^ *#@([0-9.]+) .*/\1/p' "$1" | sort -u)
}

# adapted_nginx TEXT: with paths and accounts of this machine, for the nginx of $version in $root
adapted_nginx() {
  find_newer "$1"
  sed -E -e "s#^user .*#user nobody nogroup;#" \
    -e "s#^pid .*#pid $work/pid;#" \
    -e "s#^include /etc/nginx/modules-enabled/.*#load_module $root/usr/lib/nginx/modules/ngx_stream_module.so;#" \
    -e "s#/etc/nginx/mime.types#$root/etc/nginx/mime.types#" \
    -e "s#/run/secrets/[A-Za-z0-9._-]+#$work/secret#" \
    -e "s#(access_log|error_log) /[^ ;]*#\1 $work/log#" \
    "${newer[@]}" \
    -e "s#^http \{#http { $(for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s; ' "$kind" "$work/temp"; done)#" "$1"
}

# adapted_haproxy TEXT: the same
adapted_haproxy() {
  sed -E -e "s#/run/secrets/[A-Za-z0-9._-]+#$work/secret#g" -e "s#^  pidfile .*#  pidfile $work/pid#" "$1"
}

# render BINARY: writes all texts of the golden tests to $work/texts
render() {
  rm -rf "$work/texts"
  mkdir "$work/texts"
  SIGNALBOX_GOLDEN_DUMP=$work/texts "$1" >"$work/tests" 2>&1 || { tail -n 30 "$work/tests" && exit 1; }
}

# count ENDING NAME: calls `accepted` for each of $work/texts/*.ENDING; the proxy's output is in $work/said
count() {
  local text
  for text in "$work"/texts/*."$1"; do
    [ -e "$text" ] || continue
    if accepted "$text"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "FAILED $(basename "$text") with $2:" && sed 's/^/  /' "$work/said"
    fi
  done
  echo "$2 has read them all"
}

verdict() {
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
