// Combines the decisions of a cluster's extension actor: which table is rendered (extension_logic) and, if the settings
// name an `Image`, the extension service that renders (extension_reconciler) and its health (extension_health).
//
// Without an extension service, core renders: the actor that performs a `render_request` answers it at once.
#pragma once
#include "actors/effects.hpp"
#include "actors/extension/extension_health.hpp"
#include "actors/extension/extension_logic.hpp"
#include "actors/extension/extension_reconciler.hpp"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

using extension_controller_effect = std::variant<config_rendered, record_event, publish_report<extension_report>,
                                                 render_request, service_call, authorize_tasks, wake_later>;
using extension_controller_effects = std::vector<extension_controller_effect>;

class extension_controller {
public:
  extension_controller(const cluster_settings& settings, const service_policy& policy, proxy_programs programs = {});

  extension_controller_effects start(instant now);
  extension_controller_effects on(const routes_changed& r, instant now);
  extension_controller_effects on(const agent_report& report, instant now);
  extension_controller_effects on_rendered(std::uint64_t request, render_result result, instant now);

  // For an extension service only.
  extension_controller_effects on(const extension_event& event, instant now);
  extension_controller_effects on_observation(const observed_service& seen, instant now);
  extension_controller_effects on_outcome(const engine_outcome& outcome, instant now);
  extension_controller_effects on_wake(std::uint64_t epoch, instant now);

private:
  struct remote {
    extension_reconciler reconciler;
    extension_health health;
  };
  void take(extension_effects effects, instant now);
  void take(extension_service_effects effects, instant now);
  void take_event(const extension_poll_event& poll, instant now);
  void take_event(const malformed_poll& malformed, instant now);
  void take_event(const unknown_caller& caller, instant now);
  void request(render_request request, instant now);
  /// Publishes the newest report of `logic_`, with the present state of the extension service.
  void report(instant now);
  extension_controller_effects flush() { return std::exchange(out_, {}); }

  extension_logic logic_;
  std::optional<remote> service_; ///< none: core renders
  extension_report logic_report_;
  extension_controller_effects out_;
};

} // namespace signalbox
