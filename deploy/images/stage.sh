# shellcheck shell=bash disable=SC2034,SC2154
# The files of each image, and its container configuration. `root` is the image's root directory, still empty.

# Debian's layout since 12: without these links the libraries of two packages could be installed in two directories.
skeleton() {
  local name
  for name in bin sbin lib lib64; do
    mkdir -p "$root/usr/$name"
    ln -s "usr/$name" "$root/$name"
  done
  mkdir -p "$root/etc" "$root/run" "$root/var"
  mkdir -m 1777 "$root/tmp"
  ln -s /run "$root/var/run"
  cp -R "$here/images/common/." "$root/"
}

# Includes the interpreter, which ldd prints without an arrow.
libraries_of() {
  local found
  found=$(env -u LD_LIBRARY_PATH ldd "$1") || die "ldd does not understand $1"
  [[ $found != *'not found'* ]] || die "$1 needs a library that this machine has not: $(grep 'not found' <<<"$found")"
  sed -nE 's,^[^/]*(/[^ ]+) \(0x.*,\1,p' <<<"$found"
}

add_libraries() {
  local library
  for library in $(libraries_of "$1"); do
    mkdir -p "$root${library%/*}"
    install -m 755 "$library" "$root$library"
  done
}

add_program() {
  install -m 755 "$1" "$root$2"
  strip --strip-unneeded "$root$2"
  add_libraries "$1"
}

labels() {
  jq -cn --arg title "$1" --arg description "$2" --arg version "$version" '{
    "org.opencontainers.image.title": $title, "org.opencontainers.image.description": $description,
    "org.opencontainers.image.version": $version, "org.opencontainers.image.licenses": "Apache-2.0"}'
}

# Root by default, which may open the engine's socket; any user with --user and --group.
# A task counts as started when its first health check has passed, so the interval is short. The timeout is long enough
# for a busy machine: restarting a slow core would not help.
stage_signalbox() {
  skeleton
  add_program "$programs/signalbox" /usr/bin/signalbox
  container=$(jq -cn --argjson labels "$(labels signalbox "Application router for Docker Swarm")" '{
    Entrypoint: ["/usr/bin/signalbox"], Cmd: ["run", "-c", "/config.toml"], Env: ["PATH=/usr/bin"], WorkingDir: "/",
    ExposedPorts: {"8080/tcp": {}}, Labels: $labels, StopSignal: "SIGTERM",
    Healthcheck: {Test: ["CMD", "/usr/bin/signalbox", "healthcheck"],
                  Interval: 3000000000, Timeout: 10000000000, StartPeriod: 10000000000, Retries: 5}}')
  more=(signalbox-extension-nginx:latest "$(extension_container nginx)"
        signalbox-extension-haproxy:latest "$(extension_container haproxy)")
}

# The same program for an extension service: it needs only a connection to core, so it runs as an unprivileged user.
extension_container() {
  jq -cn --arg kind "$1" --argjson labels "$(labels "signalbox-extension-$1" "Renders for $1, as a service of its own")" '{
    Entrypoint: ["/usr/bin/signalbox", "extension", $kind], Env: ["PATH=/usr/bin"], WorkingDir: "/",
    User: "65532:65532", Labels: $labels, StopSignal: "SIGTERM"}'
}

stage_demo() {
  skeleton
  add_program "$programs/signalbox-demo" /usr/bin/signalbox-demo
  container=$(jq -cn --argjson labels "$(labels signalbox-demo "Says over HTTP which task answers")" '{
    Entrypoint: ["/usr/bin/signalbox-demo"], Env: ["PATH=/usr/bin"], WorkingDir: "/", User: "65532:65532",
    ExposedPorts: {"8080/tcp": {}}, Labels: $labels, StopSignal: "SIGTERM"}')
}

# add_tools SUITE: busybox with links for all its applets; without SUITE it is this machine's
add_tools() {
  local name run=("$root/usr/bin/busybox")
  [[ -z $1 ]] || run=(chroot "$root" /usr/bin/busybox)
  for name in $("${run[@]}" --list-full | grep /); do
    mkdir -p "$root/${name%/*}"
    [[ -e $root/$name ]] || ln -s /usr/bin/busybox "$root/$name"
  done
}

# Debian's nginx with the layout of the stock image: same user, paths, log files and stop signal.
stage_proxy() {
  local name
  skeleton
  "$here/packages.sh" proxy-files "$root" "$proxy_suite"
  rm -rf "$root"/usr/share/{apport,bug,doc,initramfs-tools,lintian,man,vim} "$root"/etc/{default,init.d,logrotate.d,ufw} \
    "$root"/etc/nginx/{sites-available,sites-enabled,snippets} "$root/usr/lib/systemd" "$root/var/log/nginx"
  cp -R "$here/images/proxy/." "$root/"
  ln -sf /usr/share/nginx/modules-available/mod-stream.conf "$root/etc/nginx/modules-enabled/50-mod-stream.conf"
  if [[ -z $proxy_suite ]]; then # another suite's packages have brought theirs
    for name in usr/sbin/nginx usr/bin/busybox usr/lib/nginx/modules/ngx_stream_module.so; do
      add_libraries "$root/$name"
    done
  fi
  add_tools "$proxy_suite"
  mkdir -p "$root"/var/{cache/nginx,lib/nginx,log/nginx}
  ln -s /dev/stdout "$root/var/log/nginx/access.log"
  ln -s /dev/stderr "$root/var/log/nginx/error.log"
  container=$(jq -cn --argjson labels "$(labels signalbox-proxy "nginx from Debian's packages, laid out like the stock image")" '{
    Cmd: ["nginx", "-g", "daemon off;"], WorkingDir: "/",
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ExposedPorts: {"80/tcp": {}}, Labels: $labels, StopSignal: "SIGQUIT"}')
}

# Debian's HAProxy with the stock image's command line and stop signal. The packages of the suite include its libraries.
stage_haproxy() {
  local suite=${proxy_suite:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
  skeleton
  "$here/packages.sh" haproxy-files "$root" "$suite"
  rm -rf "$root"/usr/share/{doc,lintian,man,locale,perl*,zoneinfo,vim} "$root"/usr/lib/*/{perl*,gconv} "$root"/etc/{default,init.d,logrotate.d,cron*} \
    "$root/usr/lib/systemd" "$root"/usr/bin/perl*
  add_tools "$suite"
  mkdir -p "$root/usr/local/etc/haproxy"
  container=$(jq -cn --argjson labels "$(labels signalbox-haproxy "HAProxy from Debian's packages")" '{
    Cmd: ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"], WorkingDir: "/",
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ExposedPorts: {"80/tcp": {}}, Labels: $labels, StopSignal: "SIGUSR1"}')
}
