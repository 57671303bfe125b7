// Selects the fault of a request.
#pragma once
#include "tests/support/engine_double/fault.hpp"

#include <optional>
#include <regex>
#include <vector>

namespace signalbox::twin {

class fault_list {
public:
  void add(engine_fault fault) {
    std::regex path(fault.path.empty() ? ".*" : fault.path);
    armed_.push_back({std::move(fault), std::move(path)});
  }
  void clear() { armed_.clear(); }
  /// The newest fault that matches; counts as one use.
  std::optional<engine_fault> take(const std::string& method, const std::string& path) {
    for (auto it = armed_.rbegin(); it != armed_.rend(); ++it) {
      if (!(it->fault.method.empty() || it->fault.method == method) || !std::regex_match(path, it->path))
        continue;
      engine_fault found = it->fault;
      if (--it->fault.times == 0)
        armed_.erase(std::next(it).base());
      return found;
    }
    return std::nullopt;
  }

private:
  struct armed {
    engine_fault fault;
    std::regex path;
  };
  std::vector<armed> armed_;
};

} // namespace signalbox::twin
