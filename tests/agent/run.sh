#!/usr/bin/env bash
# Runs the agent's tests with Debian's nginx and HAProxy, and sid's HAProxy. Usage: run.sh TEST-BINARY [ARGUMENT…]
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
SIGNALBOX_HAPROXY_NEWEST_ROOT=$("$here/../support/proxy-root.sh" haproxy sid)
SIGNALBOX_NGINX_ROOT=$("$here/../support/proxy-root.sh" nginx)
SIGNALBOX_HAPROXY_ROOT=$("$here/../support/proxy-root.sh" haproxy)
export SIGNALBOX_NGINX_ROOT SIGNALBOX_HAPROXY_ROOT SIGNALBOX_HAPROXY_NEWEST_ROOT
exec "$@"
