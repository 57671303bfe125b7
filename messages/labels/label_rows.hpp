// The table of labels. A row contains everything about a label except its rendering.
#pragma once
#include "messages/labels/label_readers.hpp"

#include <span>
#include <string_view>

namespace signalbox {

/// Effect of a label beside `ssl_passthrough`, where the proxy does not decrypt requests.
enum class beside_passthrough {
  kept,   ///< it has its effect, or another check reports why it has none
  idle,   ///< it has no effect: a warning
  refused ///< it restricts access, and must not be ignored silently: an error
};

/// What a label does with the client's address.
enum class by_client_address {
  unused,
  groups,   ///< treats all requests of an address alike
  restricts ///< admits some addresses only
};

/// How a label relates to other labels, and to the same label of another service.
struct label_rules {
  std::string_view setting{}; ///< member of `route_settings`; services on one path must agree about it
  bool off_is_none = false;   ///< `false` is the same as no label
  std::string_view needs{};   ///< the label without which this one has no effect
  beside_passthrough passthrough = beside_passthrough::kept;
  by_client_address client_address = by_client_address::unused;
  bool picks_task = false; ///< has no effect with `backend_mode=vip`, where Swarm picks the task
  /// Location of the secret's name that the label sets; null if the service sets none.
  std::string* (*secret)(app_labels&) = nullptr;
};

struct label_row {
  label_description shown;
  label_reader read;
  label_rules rules{};

  /// `request_header.*` matches every label that begins with `request_header.`
  bool is_family() const { return shown.name.ends_with(".*"); }
  std::string_view stem() const { return is_family() ? shown.name.substr(0, shown.name.size() - 1) : shown.name; }
};

/// Sorted by name.
std::span<const label_row> label_rows();

/// The row of the label that sets this member of `route_settings`.
const label_row& row_of_setting(std::string_view member);

/// The row that matches a label's name without the prefix; null if the label is unknown.
const label_row* find_row(std::string_view name);

} // namespace signalbox
