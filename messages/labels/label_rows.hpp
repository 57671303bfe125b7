// The one table of labels: a row has everything that is known about one outside of the renderers.
#pragma once
#include "messages/labels/label_readers.hpp"

#include <span>
#include <string_view>

namespace signalbox {

/// What becomes of a label beside `ssl_passthrough`, with which the proxy sees no request.
enum class beside_passthrough {
  kept,   ///< it has its effect, or another check says why not
  idle,   ///< it has no effect: a warning
  refused ///< it keeps somebody out, and must not be passed over in silence: an error
};

/// What a label has to do with other labels, and with the same label of another service.
struct label_rules {
  std::string_view setting{}; ///< member of `route_settings` that it sets: services on one path have to agree about it
  bool off_is_none = false;   ///< `false` is the same as no label
  std::string_view needs{};   ///< the label without which this one has no effect
  beside_passthrough passthrough = beside_passthrough::kept;
  bool picks_task = false; ///< has no effect with `backend_mode=vip`, where Swarm picks the task
  /// The place of the secret's name that the label gives; null if the service gives none.
  std::string* (*secret)(app_labels&) = nullptr;
};

struct label_row {
  label_description shown;
  label_reader read;
  label_rules rules{};

  /// `request_header.*` stands for every label that begins with `request_header.`
  bool is_family() const { return shown.name.ends_with(".*"); }
  std::string_view stem() const { return is_family() ? shown.name.substr(0, shown.name.size() - 1) : shown.name; }
};

/// Sorted by name.
std::span<const label_row> label_rows();

/// The row of the label that sets this member of `route_settings`.
const label_row& row_of_setting(std::string_view member);

/// The row that a label's name without the prefix belongs to; null if it is unknown.
const label_row* find_row(std::string_view name);

} // namespace signalbox
