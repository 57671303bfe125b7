// How the proxy reaches a service. Rules as documented for Interlock, where several networks or none make the choice:
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

/// Over a network, or without one on the nodes' published ports.
struct network_choice {
  std::optional<swarm_network> network;
};

/// `name`, and the name it has if it was written in its short form within the service's stack.
std::string in_stack(const app_service& app, const std::string& name);

/// None if there is no way; `found` then says why.
std::optional<network_choice> choose_network(const app_service& app, const app_labels& labels,
                                             const cluster_settings& settings, problems& found);

/// The service with what its requests are sent to, by its backend mode. A mode that is not possible is a warning, and
/// the tasks get the requests.
backend find_targets(const app_service& app, const app_labels& labels, const network_choice& w,
                     const cluster_settings& settings, proxy_programs programs, problems& found);

} // namespace signalbox
