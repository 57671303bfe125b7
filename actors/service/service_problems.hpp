// The problems of a managed service.
#pragma once
#include "messages/problem.hpp"

#include <string>
#include <utility>

namespace signalbox {

/// The problems that the last observation found.
class service_problems {
public:
  /// `where`: `proxy service NAME`.
  explicit service_problems(std::string where) : where_(std::move(where)) {}

  void add(severity level, std::string what, std::string hint) {
    found_.push_back({level, "", where_, std::move(what), std::move(hint)});
  }
  void clear() { found_.clear(); }
  const problems& found() const { return found_; }

private:
  std::string where_;
  problems found_;
};

} // namespace signalbox
