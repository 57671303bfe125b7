// What a configuration file would do to the proxies, told before anything is done. Pure: it decides with the functions
// that the actors decide with.
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

/// From the cheapest to the dearest. `update`: the service is written, and no task is replaced. `roll`: its tasks are
/// replaced. `blocked`: nothing is done before somebody mends what `reasons` names.
enum class planned { nothing, reload, update, roll, create, remove, blocked };

const char* to_string(planned p);

struct planned_step {
  enum class kind { proxy, extension };
  std::string cluster, service; ///< block of the file, and name of the service
  planned what = planned::nothing;
  std::vector<std::string> reasons; ///< for people, each a phrase
  problems found;                   ///< of the cluster and of its services
  kind of = kind::proxy;
};

/// What is known about one cluster.
struct plan_input {
  cluster_settings desired;
  cluster_view view;
  service_observation seen;
  agent_text agent;
  std::optional<digest> serves; ///< of the text that the present file gives for this cluster; none: not known
  bool token_unknown = false;   ///< `AgentKeyFile` cannot be read here: what the service has is taken to be right
  proxy_programs programs;
};

/// The step that this cluster's proxy would take from a state of rest. Where the extension is a service, `render` gives
/// what that would be sent: the same gives the same text.
planned_step plan_cluster(const plan_input& in, const renderer& render);

/// The same for the cluster's extension service, which the settings ask for.
planned_step plan_extension(const plan_input& in, const service_observation& seen);

/// The text that a cluster's proxies serve under these settings; none if it cannot be rendered.
std::optional<digest> text_of(const cluster_settings& settings, const cluster_view& view, const renderer& render,
                              proxy_programs programs);

/// Services that core would remove.
std::vector<planned_step> plan_removals(const std::vector<live_service>& owned_services,
                                        const std::vector<cluster_settings>& clusters, const std::string& core);

} // namespace signalbox
