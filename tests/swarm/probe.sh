# shellcheck shell=bash disable=SC2034,SC2154  # here and work are the caller's
# The content of an image: busybox, its libraries, and a page.

# probe_root: makes $work/root.tar
probe_root() {
  local box
  box=$(command -v busybox) || {
    "$here/../../deploy/packages.sh" proxy-files "$work/files"
    box=$(find "$work/files" -type f -name busybox | head -n 1)
  }
  mkdir -p "$work/root/bin" "$work/root/www" "$work/root/etc"
  cp "$box" "$work/root/bin/"
  echo 'hello from a task' >"$work/root/www/index.html"
  ldd "$box" | grep -o '/[^ ]*' | xargs cp --parents -L -t "$work/root"
  tar -C "$work/root" -cf "$work/root.tar" .
}

probe_command=(probe:latest busybox httpd -f -p 8080 -h /www)
