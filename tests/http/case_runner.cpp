#include "tests/http/case_runner.hpp"

#include <algorithm>
#include <stdexcept>

namespace signalbox::conformance {
namespace {

const std::string placeholder = "{case}";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::vector<step> replaced(std::vector<step> steps, const std::string& id) {
  for (auto& one : steps)
    replace_all(one.bytes, placeholder, id);
  return steps;
}

/// Adds the header `X-Case` behind the first request line, unless the case itself says where.
std::vector<step> with_id(const std::vector<step>& steps, const std::string& id) {
  auto all = replaced(steps, id);
  const auto names_it = [&](const step& one) { return one.bytes.find(id) != std::string::npos; };
  if (std::any_of(all.begin(), all.end(), names_it))
    return all;
  for (auto& one : all)
    if (const auto end = one.bytes.find('\n'); one.what == step::action::send && end != std::string::npos) {
      one.bytes.insert(end + 1, "X-Case: " + id + "\r\n");
      break;
    }
  return all;
}

void add_shown(std::vector<std::string>& lines, const leg& one) {
  for (const auto& each : one.asked)
    lines.push_back("auth service <- " + printable(each.raw, 1500));
  for (const auto& each : one.executed)
    lines.push_back("application  <- " + printable(each.raw + each.after, 1500));
  lines.push_back("client       <- " + printable(one.client.received, 1500));
}

bool asks_to_close(const std::vector<step>& steps) {
  std::string bytes;
  for (const auto& one : steps)
    bytes += one.bytes;
  const auto first = split_message(bytes, message_kind::request);
  if (!first.head)
    return true;
  const auto connection = lower_case(header_of(first.head->headers, "Connection").value_or(""));
  return !first.head->start_line.ends_with("HTTP/1.1") || connection.find("close") != std::string::npos;
}

/// Ids differ between the two legs; afterwards they are the same.
void forget_id(leg& one, const std::string& id) {
  const auto in_message = [&](message& m) {
    for (auto* headers : {&m.headers, &m.trailers})
      for (auto& [name, value] : *headers)
        replace_all(value, id, placeholder);
    replace_all(m.start_line, id, placeholder);
    replace_all(m.body, id, placeholder);
  };
  for (auto& each : one.executed)
    if (each.request)
      in_message(*each.request);
  for (auto& answer : one.client.seen.answers)
    in_message(answer);
}

} // namespace

leg case_runner::run_leg(const exchange& what, const std::string& id, const endpoint& to, transport over, bool follow) {
  application_.set_script(id, replaced(what.answer, id));
  application_.set_script(id + '?', replaced(what.verdict, id));
  client_script script{with_id(what.request, id), {}, false};
  if (asks_to_close(what.request))
    script.await_end = follow && what.follow;
  else if (follow)
    script.after = "GET /after HTTP/1.1\r\nHost: " + (what.server_name.empty() ? "plain.test" : what.server_name) +
                   "\r\nX-Case: " + id + "/after\r\n\r\n";
  leg one;
  one.client = run_client(what, script, to, over);
  one.executed = application_.take(id);
  one.asked = application_.take(id + '?');
  if (one.client.after)
    std::erase_if(one.executed,
                  [&](const execution& each) { return each.request && target_of(*each.request) == "/after"; });
  forget_id(one, id);
  return one;
}

std::vector<std::string> case_runner::run(const test_case& what) {
  const auto scene = scenes_.find(what.scene);
  if (scene == scenes_.end())
    throw std::runtime_error("there is no scene " + what.scene);
  std::vector<std::string> all;
  std::set<int> connections;
  const auto number = std::to_string(1'000'000 + count_++);
  for (std::size_t i = 0; i < what.exchanges.size(); ++i) {
    std::set<int> of_this;
    for (std::size_t time = 0; time < what.exchanges[i].times; ++time) {
      const auto& part = what.exchanges[i];
      const auto id = number + '.' + std::to_string(i) + '.' + std::to_string(time);
      outcome seen;
      seen.earlier_connections = connections;
      if (needs_direct(part.expected))
        seen.direct = run_leg(part, 'd' + id, {direct_address, application_port}, transport::plain, false);
      const auto port = part.over == transport::plain ? scene->second.plain : scene->second.tls;
      seen.proxied = run_leg(part, 'p' + id, {"127.0.0.1", port}, part.over, true);
      for (const auto& one : seen.proxied.executed)
        of_this.insert(one.connection);
      const auto failures = failures_of(part.expected, seen);
      for (const auto& failure : failures) {
        auto text = (what.exchanges.size() > 1 ? "exchange " + std::to_string(i + 1) + ": " : "") + failure;
        if (std::find(all.begin(), all.end(), text) == all.end())
          all.push_back(std::move(text));
      }
      if (show_ && !failures.empty())
        add_shown(all, seen.proxied);
    }
    connections.merge(of_this);
  }
  return all;
}

} // namespace signalbox::conformance
