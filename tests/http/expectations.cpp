#include "tests/http/expectations.hpp"

#include "tests/http/expectation_rules.hpp"

#include <algorithm>
#include <stdexcept>

namespace signalbox::conformance {
namespace {

using failures = std::vector<std::string>;

/// The rule with the longest name that begins the text, and what follows.
std::pair<const expectation_rule*, std::string> find_rule(const std::string& text) {
  std::pair<const expectation_rule*, std::string> found{nullptr, {}};
  std::size_t longest = 0;
  for (const auto& [name, what] : expectation_rules())
    if (name.size() >= longest && (text == name || text.starts_with(name + ' '))) {
      longest = name.size();
      found = {&what, text.size() > name.size() ? text.substr(name.size() + 1) : ""};
    }
  return found;
}

std::vector<std::string> split(const std::string& text, const std::string& at) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (auto end = text.find(at); end != text.npos; end = text.find(at, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + at.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

/// Alternatives are separated by ` | `, and consist of parts that are separated by ` & `.
failures failures_of(const std::string& text, const outcome& seen) {
  failures all;
  for (const auto& alternative : split(text, " | ")) {
    failures here;
    for (const auto& part : split(alternative, " & ")) {
      const auto [what, rest] = find_rule(part);
      const auto more = (*what)(rest, seen);
      here.insert(here.end(), more.begin(), more.end());
    }
    if (here.empty())
      return {};
    all.insert(all.end(), here.begin(), here.end());
  }
  return all;
}

} // namespace

void check_expectation(const std::string& text) {
  for (const auto& alternative : split(text, " | "))
    for (const auto& part : split(alternative, " & "))
      if (!find_rule(part).first)
        throw std::runtime_error("no such expectation: " + part);
}

bool needs_direct(const std::vector<expectation>& lines) {
  return lines.empty() || std::any_of(lines.begin(), lines.end(), [](const expectation& line) {
           return line.text.find("same") != std::string::npos;
         });
}

std::vector<std::string> failures_of(const std::vector<expectation>& lines, const outcome& seen) {
  failures all;
  if (lines.empty())
    all = expectation_rules().at("same")({}, seen);
  for (const auto& line : lines)
    for (const auto& one : failures_of(line.text, seen))
      all.push_back(one);
  const auto& client = seen.proxied.client;
  if (!client.error.empty())
    all.push_back(client.error);
  if (client.kept && (!client.after || status_of(*client.after) != 200 || client.after->body != "after\n"))
    all.push_back(
        "the next request on the connection got " +
        (client.after ? "'" + printable(client.after->start_line) + "' with '" + printable(client.after->body, 40) + "'"
                      : std::string("no answer")));
  return all;
}

} // namespace signalbox::conformance
