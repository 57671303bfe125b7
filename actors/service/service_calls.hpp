// The engine calls for a managed service: effects of the decision classes, and the function that performs them.
#pragma once
#include "actors/ports.hpp"
#include "messages/managed_service.hpp"

#include <memory>
#include <string>
#include <variant>

namespace signalbox {

struct observe_service {};
struct make_config {
  std::string name;
  label_map labels;
  std::shared_ptr<const std::string> text;
};
struct make_secret {
  std::string name;
  label_map labels;
  std::string value;
};
struct mark_config {
  config_object object;
  label_map labels;
};
struct drop_config {
  std::string id;
};
struct make_service {
  managed_spec desired;
};
struct change_service {
  live_service live;
  managed_spec merged, desired;
};
/// Effect: make this call.
using service_call =
    std::variant<observe_service, make_config, make_secret, mark_config, drop_config, make_service, change_service>;

/// The kind of a call. `write`: it creates or updates the service.
enum class call_kind { none, observe, config, secret, mark, drop, write };
call_kind kind_of(const service_call& call);

/// Makes a call for the service of this name. `observed` receives the answer to an observation, `ended` that to any
/// other call.
void perform(service_call call, service_engine& engine, const cluster_id& cluster, const std::string& service,
             on_answer<observed_service> observed, on_answer<engine_outcome> ended);

} // namespace signalbox
