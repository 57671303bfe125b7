# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- the proxy programs: each of the next parts adds its name to `programs`, and defines
#
#   NAME_version          prints `NAME/1.2.3`
#   NAME_command CALLBACK calls it with the command line of a task that has none of its own
#   NAME_test             tests `$conf.next`; what the program says is then in `$work/said`, with `in FILE:LINE` at the
#                         end of an error
#   NAME_prepare          before the start: may set `error_pipe`, where the program's standard error goes
#   NAME_is_ready         succeeds if the last loading has ended
#   NAME_started          after the start
#   NAME_reload           succeeds once the new configuration serves
#   NAME_change           brings the new configuration into service without a reload; fails if that is not possible
#   NAME_refusal          may set `refusal`: why the last loading failed
#   NAME_stop_signal SIG  sets `signal`: what ends the program as SIG would end nginx, of which QUIT lets requests end
#   NAME_user_signal      at USR1
#   NAME_stopped          may set `status` to 0, if a signal that was passed on ended the program

programs='' # the first one is what an image without any is taken to have

# Sets `program`: the one of the command line, else the first one that the image has.
# shellcheck disable=SC2086 # words
find_program() {
  for program in "$@" $programs; do
    program=${program##*/}
    case " $programs " in *" $program "*) command -v "$program" >/dev/null 2>&1 && return ;; esac
  done
  program=${programs%% *}
}
