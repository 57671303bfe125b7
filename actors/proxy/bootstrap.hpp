// The bootstrap configuration: a new proxy task starts with it if core does not answer.
//
// Docker accepts at most 1,024,000 bytes in a config object, which is about 4,000 hosts. A larger text is compressed;
// the agent detects this by the first bytes.
#pragma once
#include "messages/managed_service.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// The config object of a bootstrap configuration, and Swarm's store index when it was written.
struct bootstrap_config {
  std::string config; ///< name of the config object
  std::uint64_t store_index = 0;
  auto operator<=>(const bootstrap_config&) const = default;
};

/// Path of the bootstrap configuration in a task with an agent.
inline constexpr const char* bootstrap_path = "/signalbox/bootstrap";

/// The bootstrap configuration in a service's spec; none if its tasks have no agents.
std::optional<bootstrap_config> bootstrap_of(const managed_spec& spec);

/// Whether an update or its rollback is paused, and a running task was started with another bootstrap configuration
/// than that of the spec. Swarm does not replace this task until the service is written again.
bool is_left_half_way(const service_observation& seen);

/// `text` itself, or its gzip form if it has more than `most` bytes. Equal texts give equal bytes.
std::shared_ptr<const std::string> bootstrap_text(std::shared_ptr<const std::string> text,
                                                  std::size_t most = 1'000'000);

} // namespace signalbox
