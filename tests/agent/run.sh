#!/usr/bin/env bash
# Runs the agent's tests with Debian's nginx. Usage: run.sh TEST-BINARY [ARGUMENT…]
set -euo pipefail
SIGNALBOX_NGINX_ROOT=$("$(dirname -- "${BASH_SOURCE[0]}")/../support/proxy-root.sh" nginx)
export SIGNALBOX_NGINX_ROOT
exec "$@"
