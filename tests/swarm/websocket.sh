# shellcheck shell=bash
# A minimal websocket client: short texts, masked with a key of zeros.

# socket_open ADDRESS:PORT HOST PATH: opens a websocket as $socket; fails if the answer is not 101
socket_open() {
  local line
  exec {socket}<>"/dev/tcp/${1%:*}/${1##*:}"
  printf '%s\r\n' "GET $3 HTTP/1.1" "Host: $2" 'Connection: Upgrade' 'Upgrade: websocket' 'Origin: http://elsewhere.local' \
    'Sec-WebSocket-Version: 13' 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' '' >&"$socket"
  read -r -t 5 line <&"$socket"
  [[ $line == *' 101 '* ]] || { echo "$2$3: $line"; exec {socket}>&-; return 1; }
  while read -r -t 5 line <&"$socket" && [[ $line != $'\r' ]]; do :; done
}

# socket_echoes TEXT: sends TEXT (less than 126 bytes), and receives the same
socket_echoes() {
  local heard
  printf "\\x81\\x$(printf %x $(( 128 + ${#1} )))\\0\\0\\0\\0%s" "$1" >&"$socket"
  heard=$(timeout 5 head -c $(( ${#1} + 2 )) <&"$socket" | tail -c +3)
  [[ $heard == "$1" ]] || { echo "heard: $heard"; false; }
}

socket_close() { exec {socket}>&-; }
