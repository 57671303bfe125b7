# shellcheck shell=bash disable=SC2034  # passed and failed are the caller's
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
