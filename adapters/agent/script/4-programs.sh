# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # the parts are one script
# ---- the proxy programs: each of the next parts adds its name to `programs`, and defines
#
#   NAME_version          prints `NAME/1.2.3`
#   NAME_command CALLBACK calls it with the command line for a task that has none
#   NAME_test             tests `$conf.next`; writes the program's messages to `$work/said`, with `in FILE:LINE` at the
#                         end of an error
#   NAME_prepare          before the start: may set `error_pipe`, the file for the program's standard error
#   NAME_is_ready         succeeds if the proxy can be reloaded
#   NAME_started          after the start
#   NAME_reload           succeeds once the new configuration is in use; may set `loading` after `timeout`
#   NAME_has_ended        succeeds once the loading of `loading` has ended
#   NAME_has_loaded       succeeds if it has ended with the new configuration in use
#   NAME_change           activates the new configuration without a reload; fails if that is not possible
#   NAME_refusal          may set `refusal`: why the last loading failed
#   NAME_stop_signal SIG  sets `signal`: the signal with the effect that SIG has on nginx; QUIT completes requests first
#   NAME_user_signal      at USR1
#   NAME_stopped          may set `status` to 0, if a signal that was passed on ended the program

programs='' # the first one is the default for an image that has none of them

# Sets `program`: the one in the command line, else the first one that the image has.
# shellcheck disable=SC2086 # words
find_program() {
  for program in "$@" $programs; do
    program=${program##*/}
    case " $programs " in *" $program "*) command -v "$program" >/dev/null 2>&1 && return ;; esac
  done
  program=${programs%% *}
}
