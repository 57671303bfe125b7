// The bootstrap configuration: what a proxy's new task starts with before its agent reaches core.
//
// Docker takes at most 1,024,000 bytes in a config object, which is about 4,000 hosts. A larger text is compressed; the
// agent tells by its first bytes.
#pragma once
#include "messages/managed_service.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace signalbox {

/// Where the bootstrap is, and when it was written: an index of Swarm's store.
struct bootstrap_config {
  std::string config; ///< name of the config object
  std::uint64_t store_index = 0;
  auto operator<=>(const bootstrap_config&) const = default;
};

/// Where the tasks of a service with agents find it.
inline constexpr const char* bootstrap_path = "/signalbox/bootstrap";

/// The bootstrap that a service's tasks have; none if no agent looks after them.
std::optional<bootstrap_config> bootstrap_of(const managed_spec& spec);

/// Whether Swarm gave an update up in the middle, and a task that runs was started with another bootstrap than the
/// service now has: nobody will replace it until the service is written again.
bool is_left_half_way(const service_observation& seen);

/// `text` itself, or compressed as `gzip -dc` reads it if it has more than `most` bytes. Equal texts give equal bytes.
std::shared_ptr<const std::string> bootstrap_text(std::shared_ptr<const std::string> text,
                                                  std::size_t most = 1'000'000);

} // namespace signalbox
