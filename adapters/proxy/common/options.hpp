// `[Extensions.<name>.Config]`: the keys of a program, and the parsed options of one cluster with their defaults.
#pragma once
#include "adapters/proxy/common/option_grammar.hpp"
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// One key.
struct option_description {
  std::string_view key;
  const option_grammar* grammar;  ///< null: the key is accepted, as in Interlock, and has no effect
  std::string_view default_value; ///< value if the key is missing or "", in the program's form
  std::string_view directive;     ///< of the program, for people
  std::string_view description;   ///< completes "it …"
};

/// All keys of a program, sorted.
struct option_table {
  std::string_view program; ///< name for people
  std::span<const option_description> rows;
};

/// Every key that this version supports, with a value in the program's form.
class proxy_options {
public:
  /// Throws std::out_of_range for a key that is not in the table or has no effect.
  const std::string& operator[](std::string_view key) const { return values_.at(key); }
  /// The words of a list value.
  std::vector<std::string> list(std::string_view key) const;
  void set(std::string_view key, std::string value) { values_[key] = std::move(value); }

private:
  std::map<std::string_view, std::string> values_; ///< keys point into the table
};

/// The options and their problems; a wrong value is replaced by the default.
struct read_options {
  proxy_options options;
  problems found;
};

read_options read_proxy_options(const cluster_settings& cluster, const option_table& table);

} // namespace signalbox
