// The options of one cluster, read and filled up with defaults.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// Every key that this version acts on, with a value that nginx takes.
class nginx_options {
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
  nginx_options options;
  problems found;
};

read_options read_nginx_options(const cluster_settings& cluster);

} // namespace signalbox
