// `[Extensions.<name>.Config]`: the keys that a program has, and those of one cluster, read and filled up with
// defaults.
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
  const option_grammar* grammar;  ///< none: it is accepted, as Interlock does, and has no effect
  std::string_view default_value; ///< what holds if the key is missing or "", as the program takes it
  std::string_view directive;     ///< of the program, for people
  std::string_view description;   ///< completes "it …"
};

/// All keys of a program, sorted.
struct option_table {
  std::string_view program; ///< as people call it
  std::span<const option_description> rows;
};

/// Every key that this version acts on, with a value that the program takes.
class proxy_options {
public:
  /// Throws std::out_of_range for a key that is not in the table or not acted on.
  const std::string& operator[](std::string_view key) const { return values_.at(key); }
  /// The words of a value that is a list.
  std::vector<std::string> list(std::string_view key) const;
  void set(std::string_view key, std::string value) { values_[key] = std::move(value); }

private:
  std::map<std::string_view, std::string> values_; ///< keys are those of the table
};

/// What was read, and everything that is wrong with it; a wrong value leaves the default in place.
struct read_options {
  proxy_options options;
  problems found;
};

read_options read_proxy_options(const cluster_settings& cluster, const option_table& table);

} // namespace signalbox
