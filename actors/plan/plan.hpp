// The effects of a configuration file on the proxies, computed without writing anything. Pure: it calls the decision
// functions of the actors.
#pragma once
#include "actors/ports.hpp"
#include "messages/agents.hpp"
#include "messages/managed_service.hpp"
#include "messages/problem.hpp"
#include "messages/proxy_program.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// By increasing cost. `update`: the service is written, and no task is replaced. `roll`: its tasks are replaced.
/// `blocked`: nothing is written until the causes in `reasons` are removed.
enum class planned { nothing, reload, update, roll, create, remove, blocked };

const char* to_string(planned p);

struct planned_step {
  enum class kind { proxy, extension };
  std::string cluster, service; ///< name of the block, and of the service
  planned what = planned::nothing;
  std::vector<std::string> reasons; ///< phrases for people
  problems found;                   ///< of the cluster and of its services
  kind of = kind::proxy;
};

/// Observed state of one cluster.
struct plan_input {
  cluster_settings desired;
  cluster_view view;
  service_observation seen;
  agent_text agent;
  std::optional<digest> serves; ///< digest of the text that the present file gives for this cluster; none: unknown
  bool token_unknown = false;   ///< `AgentKeyFile` cannot be read here: the token of the service is taken as correct
  proxy_programs programs;
};

/// The step that this cluster's proxy would take from an idle state. If the extension is a service, `render` returns
/// the request in place of the text: equal requests give equal texts.
planned_step plan_cluster(const plan_input& in, const renderer& render);

/// The step for the cluster's extension service, which the settings name.
planned_step plan_extension(const plan_input& in, const service_observation& seen);

/// The text that a cluster's proxies serve with these settings; none if rendering fails.
std::optional<digest> text_of(const cluster_settings& settings, const cluster_view& view, const renderer& render,
                              proxy_programs programs);

/// Services that core would remove.
std::vector<planned_step> plan_removals(const std::vector<live_service>& owned_services,
                                        const std::vector<cluster_settings>& clusters, const std::string& core);

} // namespace signalbox
