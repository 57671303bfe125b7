#include "adapters/longpoll/agent_protocol.hpp"

#include "messages/problem.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>

namespace signalbox {

namespace {

constexpr std::size_t longest_error = 2000, most_secrets = 100, longest_secret = 64;

const std::map<std::string, verdict> verdicts{{"none", verdict::none},
                                              {"loaded", verdict::loaded},
                                              {"passed", verdict::passed},
                                              {"refused", verdict::refused},
                                              {"failed", verdict::failed}};

bool is_digest(const std::string& text) {
  return text.empty() || (text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos);
}

/// Keeps line breaks, and makes each line printable.
std::string printable_lines(const std::string& raw) {
  std::string lines;
  for (std::size_t at = 0; at < raw.size() && lines.size() < longest_error;) {
    const auto end = std::min(raw.find('\n', at), raw.size());
    lines += (lines.empty() ? "" : "\n") + printable(raw.substr(at, end - at), longest_error - lines.size());
    at = end + 1;
  }
  return lines;
}

/// Names of secrets, separated by spaces. Names that Swarm would not accept are dropped.
std::set<std::string> secrets_in(const std::string& line) {
  std::set<std::string> names;
  std::istringstream words{line};
  for (std::string name; names.size() < most_secrets && words >> name;)
    if (name.size() <= longest_secret && name == printable(name))
      names.insert(name);
  return names;
}

/// The `name value` lines up to the empty one; `rest` is the offset after that line.
std::map<std::string, std::string> lines_of(const std::string& body, std::size_t& rest) {
  std::map<std::string, std::string> said;
  std::size_t at = 0;
  while (at < body.size() && body[at] != '\n') {
    const auto end = std::min(body.find('\n', at), body.size());
    const auto line = body.substr(at, end - at);
    const auto blank = std::min(line.find(' '), line.size());
    said[line.substr(0, blank)] = blank < line.size() ? line.substr(blank + 1) : "";
    at = end + 1;
  }
  rest = at;
  return said;
}

} // namespace

std::variant<agent_report, bad_report> read_report(const std::string& body) {
  std::size_t at = 0;
  auto said = lines_of(body, at);
  if (said["signalbox-agent"] != "1")
    return bad_report{"the report does not begin with `signalbox-agent 1`"};
  agent_report r;
  r.task = said["task"];
  if (r.task.empty() || r.task.size() > 64)
    return bad_report{"the report names no task"};
  r.proxy = printable(said["proxy"]);
  r.running.hex = said["running"];
  r.judged.hex = said["judged"];
  if (!is_digest(r.running.hex) || !is_digest(r.judged.hex))
    return bad_report{"running or judged is not a digest"};
  const auto found = verdicts.find(said["verdict"]);
  if (found == verdicts.end())
    return bad_report{"the verdict is not none, loaded, passed, refused or failed"};
  r.result = found->second;
  std::uint32_t took = 0;
  std::from_chars(said["took"].data(), said["took"].data() + said["took"].size(), took);
  r.took = std::chrono::milliseconds{took};
  r.expired = secrets_in(said["expired"]);
  if (at < body.size())
    r.error = printable_lines(body.substr(at + 1));
  return r;
}

std::string token_in(const std::string& body) {
  std::size_t rest = 0;
  return lines_of(body, rest)["token"];
}

std::string assignment_text(const agent_assignment& assignment) {
  return "signalbox-config " + assignment.sum.hex + ' ' + std::to_string(assignment.store_index) +
         (assignment.validate_only ? " test\n" : " load\n") + *assignment.text;
}

bool has_work(const agent_assignment& assignment, const agent_report& agent) {
  if (!assignment.text)
    return false;
  return agent.judged != assignment.sum || (!assignment.validate_only && agent.result == verdict::passed);
}

} // namespace signalbox
