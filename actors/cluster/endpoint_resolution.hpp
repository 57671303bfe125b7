// How the proxy reaches a service. The rules are those documented for Interlock for services on several networks or
// none:
//
//   the label names one              that one, also in its short form within a stack
//   the service is on exactly one    that one
//   on none, published in host mode  no network: address of the node, published port
//   otherwise                        a problem
//
// `Networks` of the cluster is a closed list: only networks on it count.
#pragma once
#include "messages/labels/labels.hpp"
#include "messages/proxy_program.hpp"
#include "messages/routes.hpp"
#include "messages/settings.hpp"
#include "messages/view.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// A network, or none for the published ports of the nodes.
struct network_choice {
  std::optional<swarm_network> network;
};

/// `name` with the prefix of the service's stack.
std::string in_stack(const app_service& app, const std::string& name);

/// None if the service cannot be reached; `found` then contains the reason.
std::optional<network_choice> choose_network(const app_service& app, const app_labels& labels,
                                             const cluster_settings& settings, problems& found);

/// The service with the targets of its requests, by its backend mode. A mode that is not possible causes a warning, and
/// requests go to the tasks.
backend find_targets(const app_service& app, const app_labels& labels, const network_choice& chosen,
                     const cluster_settings& settings, proxy_programs programs, problems& found);

} // namespace signalbox
