#include "adapters/config/key_table.hpp"

#include "adapters/config/key_rows.hpp"
#include "adapters/config/values.hpp"

namespace signalbox {
namespace {

template <class Owner>
void describe(key_scope scope, std::span<const key_row<Owner>> rows, std::vector<key_description>& into) {
  for (const auto& row : rows)
    into.push_back({scope, row.key, type_name(row.field), row.default_value, row.meaning, row.meanwhile});
}

std::vector<key_description> all_keys() {
  std::vector<key_description> keys;
  describe(key_scope::core, core_keys(), keys);
  describe(key_scope::extension, extension_keys(), keys);
  return keys;
}

} // namespace

std::span<const key_description> key_table() {
  static const auto keys = all_keys();
  return keys;
}

} // namespace signalbox
