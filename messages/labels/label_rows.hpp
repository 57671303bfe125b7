// The one table of labels: a row has everything there is to know about one.
#pragma once
#include "messages/labels/label_readers.hpp"

#include <span>
#include <string_view>

namespace signalbox {

struct label_row {
  label_description shown;
  label_reader read;

  /// `request_header.*` stands for every label that begins with `request_header.`
  bool is_family() const { return shown.name.ends_with(".*"); }
  std::string_view stem() const { return is_family() ? shown.name.substr(0, shown.name.size() - 1) : shown.name; }
};

/// Sorted by name.
std::span<const label_row> label_rows();

/// The row that a label's name without the prefix belongs to; null if it is unknown.
const label_row* find_row(std::string_view name);

} // namespace signalbox
