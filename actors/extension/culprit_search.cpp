#include "actors/extension/culprit_search.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

namespace signalbox {

namespace {

constexpr std::string_view mark = "# service ";

} // namespace

service_names services_at_fault(const std::string& text, std::size_t refused_line) {
  if (refused_line == 0)
    return {};
  service_names nearest;
  std::istringstream lines{text};
  std::string line;
  for (std::size_t number = 1; number <= refused_line && std::getline(lines, line); ++number) {
    const auto start = line.find_first_not_of(' ');
    if (start == line.npos) {
      nearest.clear(); // an empty line ends the part of a service
    } else if (line.compare(start, mark.size(), mark) == 0) {
      std::istringstream names{line.substr(start + mark.size())};
      nearest = {std::istream_iterator<std::string>{names}, {}};
    }
  }
  return nearest;
}

service_names culprit_search::half() const {
  const auto count = static_cast<std::ptrdiff_t>((suspects_.size() + 1) / 2);
  return {suspects_.begin(), std::next(suspects_.begin(), count)};
}

service_names culprit_search::next() const {
  auto in = innocent_;
  if (base_tested_)
    in.merge(half());
  return in;
}

void culprit_search::take(bool accepted) {
  if (!base_tested_) {
    base_tested_ = true;
    nobody_ = !accepted;
    return;
  }
  auto tested = half();
  if (!accepted) {
    suspects_ = std::move(tested);
    return;
  }
  for (const auto& s : tested)
    suspects_.erase(s);
  innocent_.merge(tested);
}

std::optional<std::string> culprit_search::culprit() const {
  if (nobody_ || suspects_.size() != 1)
    return {};
  return *suspects_.begin();
}

} // namespace signalbox
