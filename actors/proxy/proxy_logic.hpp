// Reconciles a cluster's proxy service: compares the observed service with the desired spec, and takes the one next
// step.
//
// This class decides the steps and their order. Its parts hold the state: the call in flight and the next observation
// (service_reconciler), the desired spec (desired_proxy), the rollout (rollout_tracker), the agents in the tasks
// (agent_delivery), and the report (proxy_status). If Swarm rolls back or pauses an update to a desired spec, its
// config object is marked, so that a restarted core does not repeat the update either.
//
// With agents, a new text is published to them at once and replaces no task. The service is written only if more than
// the text differs; the new tasks then start with the newest text.
#pragma once
#include "actors/effects.hpp"
#include "actors/proxy/agent_delivery.hpp"
#include "actors/proxy/desired_proxy.hpp"
#include "actors/proxy/proxy_policy.hpp"
#include "actors/proxy/proxy_status.hpp"
#include "actors/proxy/rollout_tracker.hpp"
#include "actors/service/service_reconciler.hpp"
#include "actors/service/spec_merge.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

// The answer to an engine call is passed to `on_observation` or `on_outcome`. One call is in flight at a time.
using proxy_effect =
    std::variant<service_call, offer_config, authorize_tasks, wake_later, publish_report<proxy_report>, record_event>;
using proxy_effects = std::vector<proxy_effect>;

class proxy_logic {
public:
  /// Without `agent`, or if the settings disable hitless updates, every change replaces tasks. `programs`: the proxy
  /// programs, with the versions that cause warnings.
  proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent = {}, proxy_programs programs = {});

  proxy_effects on(const config_rendered& c, instant now);
  proxy_effects on(const agent_event& event, instant now);
  proxy_effects on_observation(const observed_service& seen, instant now);
  proxy_effects on_outcome(const engine_outcome& outcome, instant now);
  proxy_effects on_wake(std::uint64_t epoch, instant now);

private:
  void record_observation(const service_observation& seen, instant now);
  void offer(instant now);

  // Steps from the observed service to the desired spec.
  void reconcile(const service_observation& seen, instant now);
  void create(const service_observation& seen, instant now);
  /// Starts to create one missing object that the service needs; false if none is missing.
  bool ensure_objects(const service_observation& seen);
  void write_if_different(const service_observation& seen, instant now);
  bool must_wait(const service_observation& seen, const managed_spec& merged, instant now);
  bool awaits_validation(const live_service& live, instant now);
  void update_service(const service_observation& seen, service_change change, instant now);
  void drop_stale_config(const service_observation& seen);

  // Results of a rollout.
  void take_rejection(const service_observation& seen, instant now);
  /// The desired configuration, which Swarm may have given up before, is applied: starts to remove its rejection mark;
  /// false if it has none.
  bool clear_rejection(const service_observation& seen);
  void evaluate_rollout(const service_observation& seen, instant now);
  /// `others`: tasks that run with another configuration.
  void evaluate_change(const service_observation& seen, std::uint64_t others, instant now);
  void evaluate_agents(instant now);
  void take_refusal(const std::string& error, instant now);
  void give_agents_up(const std::string& why, instant now);
  void settle_applied(instant now);

  void push(service_reconciler::effect effect) {
    if (effect)
      std::visit([this](auto& e) { out_.push_back(std::move(e)); }, *effect);
  }
  template <class Effect>
  void push(std::optional<Effect> effect) {
    if (effect)
      out_.push_back(*std::move(effect));
  }
  void push_event(std::string what) { out_.push_back(record_event{std::move(what)}); }
  proxy_effects flush(instant now);

  cluster_settings settings_;
  proxy_policy policy_;
  service_reconciler service_;
  agent_delivery agents_;
  rollout_tracker rollout_;
  proxy_status status_;
  desired_proxy desired_;
  proxy_effects out_;
};

} // namespace signalbox
