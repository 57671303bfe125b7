#include "adapters/config/report.hpp"

#include <algorithm>

namespace signalbox {

void report::error(const std::string& path, std::string what, std::string hint) {
  spoiled_.insert(path);
  error(find(path), std::move(what), std::move(hint));
}

void report::error(source_position at, std::string what, std::string hint) {
  failed_ = true;
  found_.emplace_back(at, problem{severity::error, "", text(at), std::move(what), std::move(hint)});
}

void report::warning(const std::string& path, std::string what, std::string hint) {
  auto at = find(path);
  found_.emplace_back(at, problem{severity::warning, "", text(at), std::move(what), std::move(hint)});
}

problems report::sorted() const {
  auto in_order = found_;
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  problems list;
  for (auto& [at, found] : in_order)
    list.push_back(std::move(found));
  return list;
}

std::map<std::string, std::string> report::positions() const {
  std::map<std::string, std::string> all;
  for (const auto& [path, at] : positions_)
    all[path] = text(at);
  return all;
}

source_position report::find(std::string path) const {
  for (;;) {
    if (auto known = positions_.find(path); known != positions_.end())
      return known->second;
    auto dot = path.rfind('.');
    if (dot == path.npos)
      return {};
    path.resize(dot);
  }
}

std::string report::text(source_position at) const {
  return at.line == 0 ? file_ : file_ + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

} // namespace signalbox
