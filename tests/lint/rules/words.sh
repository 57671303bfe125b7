#!/usr/bin/env bash
# Retired words are not used again: each thing has one name, that of the glossary in messages/README.md.
#
# A row is PATTERN ; REPLACEMENT ; FILES that may use it (a regular expression, or nothing). A pattern is a whole part
# of an identifier, or a word of a comment or a page, in any case: `wish` matches `proxy_wish` and `a wish`, not
# `wishbone`. A pattern with a leading `=` is a whole identifier: `=proxy_spec` does not match `desired_proxy_spec`.
# Test data, the changelog, which lists old words, and this rule are not checked.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

everywhere='
wish(es)?                                   ; desired spec
agent_book                                  ; task_registry
desks?                                      ; long_poll_server, agent_server, extension_server
corners?                                    ; cluster_queue
errands?                                    ; replies
strangers?                                  ; unknown_caller, or other service
nonsense|garbage                            ; malformed
pictures?                                   ; snapshot, or diagram
boards?                                     ; status_store, metrics_registry, or dashboard
keepers?                                    ; reconciler
phone[ -]?books?                            ; list of actors
ghosts?                                     ; stale timer
deaf                                        ; missed_updates
heartbeats?                                 ; resync                       ; ^tests/support/engine_double/
manners                                     ; name what it does
put_aside                                   ; quarantine
look_in|look_now|on_look|look_at_proxy      ; requeue_after, observe_now, on_observation, observe_service
plan_look|swarm_look                        ; swarm_read
take_stock                                  ; record_observation
find_way                                    ; choose_network
(agent|extension)_words?                    ; agent_protocol, extension_protocol, extension_poll_event
(task|fresh)_seed|seed_(text|stamp)         ; bootstrap_config
(new|kept|seed)_stamp|SIGNALBOX_STAMP       ; store_index, SIGNALBOX_STORE_INDEX
swarm_margin                                ; unrouted
on_trial                                    ; validate_only
(agent|extension|render)_order|order_again  ; agent_assignment, render_request, resend_request
extension_watch|extension_patience          ; extension_health, extension_timeouts
(text|extension)_standing|standing_of       ; rollout_status, extension_state
note_proxy|tell_history|history_entry       ; record_event, history_event
tell_(proxy|watcher)                        ; publish_report
stage_report|reporting_stage                ; actor_report, reporting_actor
actor_meter|mailbox_share                   ; actor_metrics, mailbox_gauge
end_quarantines|is_buried|distrust          ; release_quarantines, tombstones, mark_unreliable
(good|begin|gather)_ceiling                 ; validation_timeout, update_start_timeout, batch_max_wait
refusal_memory|attention_policy             ; refusal_backoff, poll_policy
superfluous_config|alarm_clock              ; stale_config, timer_slot
routed_place|core_place                     ; route_ref, core_identity
section_text|config_text                    ; haproxy_writer, nginx_writer
=heard_any|=standing_of                     ; any_reported, rollout_status_of
=proxy_spec|=live_proxy|=observed_proxy     ; managed_spec, live_service, observed_service
=proxy_observation|=proxy_engine            ; service_observation, service_engine
=observe_proxy|=stream_stands|=attended     ; observe_service_by_name, stream_connected, polled
=(actor|pipeline)_world|=struct +world      ; dependencies, actor_fixture, pipeline_fixture
sends_to|wanted_(config|revision)           ; backend, desired_config, desired_revision
task_differences                            ; task_missed_updates
signalbox_(cluster|extension)_\w*wanted\w*  ; signalbox_…_desired
signalbox_watcher_connected                 ; signalbox_event_stream_connected
agent_crew|stage_set|agenda|dice|deeds?|weather|spells?|sky ; sim_agents, sim_environment, event_queue, rng, action, fault_injector, fault_window ; ^((messages|actors|adapters|tests|deploy)/|README|chaos/sim/fault_injector\.cpp)
'

searched=$(matching '' | grep -vE '^(tests/lint/|tests/golden/.*\.txt$|tests/fuzz/corpus/|deploy/CHANGELOG\.md$|LICENSE$|findings/)')

trimmed() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# regex_of PATTERN: its alternatives, each a whole identifier or a part of one
regex_of() {
  if [[ $1 == =* ]]; then printf '\\b(%s)\\b' "${1//=/}"; else printf '(^|[^[:alpha:]])(%s)([^[:alpha:]]|$)' "$1"; fi
}

check() {
  local pattern replacement exempt hit
  while IFS=';' read -r pattern replacement exempt; do
    pattern=$(trimmed "$pattern") replacement=$(trimmed "$replacement") exempt=$(trimmed "$exempt")
    [[ -n $pattern ]] || continue
    while IFS= read -r hit; do
      violation "$(cut -c 1-160 <<<"$hit") -- instead of '$pattern' say: $replacement"
    done < <(grep -vE -- "${exempt:-^$}" <<<"$searched" |
      xargs -r -d '\n' grep -nHIiE -- "$(regex_of "$pattern")" || true)
  done <<<"$1"
}

check "$everywhere"
verdict
