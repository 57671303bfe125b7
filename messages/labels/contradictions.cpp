#include "messages/labels/label_rows.hpp"

namespace signalbox {
namespace {

template <class T>
bool is_none_or_off(const std::optional<T>& value) {
  if constexpr (std::is_same_v<T, bool>)
    return !value.value_or(false);
  else
    return !value;
}

} // namespace

std::vector<std::string> contradictions(const route_settings& route, const route_settings& later) {
  std::vector<std::string> labels;
  fields(route, later, [&](std::string_view member, const auto& first, const auto& second) {
    if (!second || second == first)
      return;
    const auto& row = row_of_setting(member);
    if (!row.rules.off_is_none || !is_none_or_off(first) || !is_none_or_off(second))
      labels.push_back(full_label(row.shown.name));
  });
  return labels;
}

std::vector<named_secret> named_secrets(app_labels& labels) {
  std::vector<named_secret> all;
  for (const auto& row : label_rows())
    if (auto* name = row.rules.secret ? row.rules.secret(labels) : nullptr; name && !name->empty())
      all.push_back({full_label(row.shown.name), name});
  return all;
}

} // namespace signalbox
