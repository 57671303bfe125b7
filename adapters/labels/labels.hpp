// The one place that knows the names of Interlock's labels, what they may hold, and what this version does with them.
//
// Labels are written by tenants, so their values are hostile until proven plain. Each value has a grammar of its own; a
// value outside of it never gets past this header, except cut and escaped inside a problem's text.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// One label that Interlock has.
struct label_description {
  std::string_view name;     ///< in full: `com.docker.lb.hosts`
  bool acted_on = false;     ///< by this version
  bool is_flag = false;      ///< holds `true` or `false`; `false` asks for nothing
  std::string_view sentence; ///< completes "it …"
};

/// What a routed service asked for, in checked values.
struct app_labels {
  std::vector<std::string> hosts; ///< sorted, without repetition, 1 to 64, each a name by RFC 1123 in lower case
  std::uint16_t port = 0;         ///< the container's port, 1 to 65535
  std::string network;            ///< name by Docker's grammar; empty: not given
};

/// `labels` is empty when the service has to be left out, and `found` then holds at least one error.
struct parsed_labels {
  std::optional<app_labels> labels;
  problems found;
};

/// Every label under `com.docker.lb.` that Interlock documents, sorted by name.
std::span<const label_description> label_table();

/// Whether a service has any label under `com.docker.lb.`, known or not.
bool asks_for_routing(const label_map& labels);

/// The value of `com.docker.lb.service_cluster`; empty if there is none. It is only ever compared, never rendered.
std::string service_cluster_of(const label_map& labels);

/// Reads a service's labels and says everything that is wrong with them at once. A label that this version knows but
/// does not act on is a warning, unless routing the service without it would be wrong.
parsed_labels parse_labels(const std::string& service, const label_map& labels);

} // namespace signalbox
