#!/usr/bin/env bash
# tests/swarm/extension/image.sh FILE: the image `python-extension` for `docker load`, from this machine's Python.
set -Eeuo pipefail
umask 022
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tests=$here
here=$(cd -- "$tests/../../../deploy" && pwd) # as the parts of images.sh expect
# shellcheck source=deploy/images/archive.sh
. "$here/images/archive.sh"
# shellcheck source=deploy/images/stage.sh
. "$here/images/stage.sh"
die() { printf '%s\n' "$*" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
skeleton
python=$(realpath /usr/bin/python3)
install -m 755 "$python" "$root/usr/bin/python3"
add_libraries "$python"
library=$(/usr/bin/python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
mkdir -p "$root$library"
cp -R "$library/." "$root$library/"
rm -rf "$root$library"/{test,idlelib,lib2to3,tkinter,turtledemo,ensurepip,distutils,pydoc_data,unittest,__pycache__} \
  "$root$library"/config-*
for module in "$root$library"/lib-dynload/{_ssl,_hashlib,_bz2,_lzma}.*.so; do
  [[ ! -e $module ]] || add_libraries "$module"
done
find "$root" -name __pycache__ -prune -exec rm -rf {} +
install -m 644 "$tests/extension.py" "$tests/bad.py" "$root/"
container=$(jq -cn '{Entrypoint: ["/usr/bin/python3", "-u"], Cmd: ["/extension.py"], Env: ["PATH=/usr/bin"],
  WorkingDir: "/", User: "65532:65532", StopSignal: "SIGKILL"}')
write_archive "$1" "$root" python-extension:latest "$container"
