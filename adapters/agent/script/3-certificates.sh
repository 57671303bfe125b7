# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- expired certificates: nginx serves them without a warning

secrets=${SIGNALBOX_SECRETS:-/run/secrets}
expired='' expired_until=0

# Prints the expiry time of the file's first certificate, as YYYYMMDDhhmmss in UTC; nothing if it has no certificate. In
# the DER bytes it is the second of two consecutive times: 17 0d YYMMDDhhmmssZ, or from 2050 on 18 0f YYYYMMDDhhmmssZ.
end_of_certificate() {
  sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/{
    /-----END/q
    /-----/!p
  }' "$1" | base64 -d | od -An -v -tx1 | tr -d ' \n' | sed -nE '
    s/^(..)*30(1e|20|22)1(70d|80f)(3[0-9]){12,14}5a1(70d|80f)((3[0-9]){12,14})5a.*$/\5\6/
    t found
    q
    : found
    s/3([0-9])/\1/g
    s/^70d([5-9])/19\1/
    s/^70d/20/
    s/^80f//
    p'
}

# Runs once, because secrets do not change during the life of a task.
read_certificates() {
  for file in "$secrets"/*; do
    end=$(end_of_certificate "$file" 2>/dev/null)
    [ -z "$end" ] || printf '%s %s\n' "$end" "${file##*/}"
  done >"$work/certificates.new"
  mv -f "$work/certificates.new" "$work/certificates"
}

# Sets `expired`: the names of the expired secrets, with a space before each. Checks once a minute.
find_expired() {
  read_clock
  [ "$now" -ge "$expired_until" ] && [ -s "$work/certificates" ] || return 0
  expired_until=$((now + 60000)) expired=''
  today=$(date -u +%Y%m%d%H%M%S)
  while read -r end name; do
    [ "$end" -ge "$today" ] || expired="$expired $name"
  done <"$work/certificates"
}
