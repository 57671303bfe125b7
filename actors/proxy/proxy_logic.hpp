// Reconciles a cluster's proxy service: compares what runs with what is desired, and takes the one next step.
//
// The steps and their order are decided here; what they need to know is kept by the parts: when to observe, and the
// call in flight (service_reconciler), what is desired (desired_proxy), where its rollout stands (rollout_tracker), the
// agents in the tasks (agent_delivery), and the report (proxy_status). A desired spec that Swarm rolled back or paused
// is marked on its config object, so that not even a new core repeats it.
//
// Where agents look after the tasks, a new text is offered to them at once and replaces no task. The service itself is
// only written when something else than the text differs; its new tasks then start with the newest text.
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

// Each engine call is answered by `on_observation` or `on_outcome`, and only then the next one is made.
using proxy_effect =
    std::variant<service_call, offer_config, authorize_tasks, wake_later, publish_report<proxy_report>, record_event>;
using proxy_effects = std::vector<proxy_effect>;

class proxy_logic {
public:
  /// Without `agent`, or where the settings say so, every change replaces tasks. `programs`: whose old versions are
  /// told.
  proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent = {}, proxy_programs programs = {});

  proxy_effects on(const config_rendered& c, instant now);
  proxy_effects on(const agent_event& event, instant now);
  proxy_effects on_observation(const observed_service& seen, instant now);
  proxy_effects on_outcome(const engine_outcome& outcome, instant now);
  proxy_effects on_wake(std::uint64_t epoch, instant now);

private:
  void record_observation(const service_observation& seen, instant now);
  void offer(instant now);

  // From what runs to what is desired.
  void reconcile(const service_observation& seen, instant now);
  void create(const service_observation& seen, instant now);
  /// Starts to make an object that the service needs and that is missing; false if there is none.
  bool ensure_objects(const service_observation& seen);
  void write_if_different(const service_observation& seen, instant now);
  bool must_wait(const service_observation& seen, const managed_spec& merged, instant now);
  bool awaits_validation(const live_service& live, instant now);
  void update_service(const service_observation& seen, service_change change, instant now);
  void drop_stale_config(const service_observation& seen);

  // How it went.
  void take_rejection(const service_observation& seen, instant now);
  /// Starts to take the mark off a configuration that was given up once, and serves; false if it has none.
  bool clear_rejection(const service_observation& seen);
  void judge(const service_observation& seen, instant now);
  /// `others`: tasks that run with another configuration.
  void judge_change(const service_observation& seen, std::uint64_t others, instant now);
  void judge_agents(instant now);
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
