# shellcheck shell=bash disable=SC2154  # address is traffic.sh's
# Certificates for the tests, in $certs; removed when the shell exits.

certs=$(mktemp -d)
trap 'rm -rf "$certs"' EXIT

# authority NAME: creates NAME.crt and NAME.key, with which `certificate` signs
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" \
    -keyout "$certs/$1.key" -out "$certs/$1.crt" 2>/dev/null
}

# certificate NAME AUTHORITY HOSTS [DAYS]: creates NAME.crt, NAME.key, and both in NAME.pem
certificate() {
  local name=$1 by=$2 names=DNS:${3//,/,DNS:}
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=${3%%,*}" \
    -keyout "$certs/$name.key" -out "$certs/$name.csr" 2>/dev/null
  openssl x509 -req -in "$certs/$name.csr" -CA "$certs/$by.crt" -CAkey "$certs/$by.key" -CAcreateserial \
    -days "${4:-30}" -extfile <(echo "subjectAltName=$names") -out "$certs/$name.crt" 2>/dev/null
  cat "$certs/$name.crt" "$certs/$name.key" >"$certs/$name.pem"
}

# secrets FILE…: creates a secret of each file, with the file's name
secrets() {
  local file
  for file in "$@"; do docker secret create "$file" "$certs/$file" >/dev/null; done
}

# shows NAME CLUSTER HOST: a client of HOST gets the certificate NAME
shows() {
  local seen
  seen=$(openssl s_client -connect "${address[$2]}:443" -servername "$3" </dev/null 2>&1 | openssl x509 -noout -serial 2>&1)
  [[ $seen == "$(openssl x509 -noout -serial -in "$certs/$1.crt")" ]] || { echo "$3 shows $seen"; false; }
}
