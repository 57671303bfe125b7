// Identities are types, so that a cluster's name cannot be passed as a digest.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

/// Name of an `[Extensions.<name>]` block: unique and never empty. Not the same as `ServiceCluster`, which may be "".
struct cluster_id {
  std::string value;
  auto operator<=>(const cluster_id&) const = default;
};

/// Orders all publications of the watcher. `incarnation` counts the watchers of this core, `count` their publications.
struct revision {
  std::uint32_t incarnation = 0;
  std::uint32_t count = 0;
  auto operator<=>(const revision&) const = default;
};

/// Identifies content: 32 lower-case hexadecimal digits (the first half of SHA-256); empty means *no content yet*.
struct digest {
  std::string hex;
  auto operator<=>(const digest&) const = default;
  bool empty() const { return hex.empty(); }
};

/// Equal text gives an equal digest, on every machine and in every version.
digest digest_of(std::string_view text);

/// Formats as `incarnation.count`.
std::string to_string(revision r);

} // namespace signalbox
