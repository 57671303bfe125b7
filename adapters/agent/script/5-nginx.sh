# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- nginx

programs="${programs:+$programs }nginx"

nginx_version() { nginx -v 2>&1 | sed -n 's,.*\(nginx/[0-9.]*\).*,\1,p'; }

nginx_command() { "$1" nginx -c "$conf" -g 'daemon off;'; }

nginx_test() { timeout "$test_limit" nginx -t -q -c "$conf.next" >"$work/said" 2>&1; }

nginx_prepare() { :; }

nginx_is_ready() { :; }

nginx_started() { :; }

nginx_reload() { reload_by_hup; }

nginx_has_ended() { :; }

nginx_has_loaded() { :; }

nginx_change() { return 1; }

nginx_refusal() { :; }

nginx_stop_signal() { signal=$1; }

nginx_user_signal() { pass_on USR1; } # it reopens its logs

nginx_stopped() { :; }
