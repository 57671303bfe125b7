// The desired state of a cluster's proxy service, and the writes that an observed service needs.
#pragma once
#include "actors/proxy/agent_delivery.hpp"
#include "actors/proxy/bootstrap.hpp"
#include "actors/service/service_calls.hpp"
#include "actors/service/spec_merge.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/settings.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// The newest configuration, and the desired spec that it leads to. Before the first configuration only `known` and
/// `set` may be called.
class desired_proxy {
public:
  explicit desired_proxy(const cluster_settings& settings) : settings_(settings) {}

  bool known() const { return config_.has_value(); }
  void set(const config_rendered& config);
  const config_rendered& config() const { return *config_; }
  /// Name of the config object with its text.
  const std::string& config_name() const { return config_name_; }

  /// The desired spec of a service that is written now: its bootstrap configuration is the newest text.
  managed_spec newest_spec(const agent_delivery& agents) const;
  /// Identifies the desired spec. It ignores the store index, so the same desired spec has the same key whenever it is
  /// applied.
  std::string key(const agent_delivery& agents) const;

  /// The write that the service needs; none if it matches the desired spec. An outdated bootstrap configuration causes
  /// no write. A paused update does, if it left running tasks with another bootstrap configuration than the spec's.
  std::optional<service_change> change_for(const service_observation& seen, const agent_delivery& agents) const;
  /// Description of that write for the history: `updates service NAME to CONFIG, which replaces its tasks, …`.
  std::string describe(const service_change& change, const service_observation& seen) const;

  /// The config object with the text, if it is missing.
  std::optional<make_config> missing_text(const service_observation& seen, const agent_delivery& agents) const;
  /// The config object with the agent's script, if it is missing and agents are in use.
  std::optional<make_config> missing_script(const service_observation& seen, const agent_delivery& agents) const;

private:
  managed_spec spec(const agent_delivery& agents, const std::optional<bootstrap_config>& bootstrap) const;

  cluster_settings settings_;
  std::optional<config_rendered> config_;
  std::string config_name_;
};

} // namespace signalbox
