#include "adapters/docker/engine_reply.hpp"

#include "messages/problem.hpp"

#include <initializer_list>
#include <nlohmann/json.hpp>

namespace signalbox {

namespace {

constexpr std::size_t message_limit = 240, error_body_limit = 64u << 10;

std::string message_of(const engine_reply& reply) {
  if (reply.body.size() > error_body_limit)
    return {};
  const auto document = nlohmann::json::parse(reply.body, nullptr, false);
  if (!document.is_object())
    return {};
  const auto found = document.find("message");
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool says_any(const std::string& message, std::initializer_list<const char*> words) {
  for (const char* w : words)
    if (message.find(w) != std::string::npos)
      return true;
  return false;
}

// Older engines answer 500 where newer ones answer 409, so the message is checked as well as the status.
bool is_conflict(unsigned status, const std::string& message) {
  return status == 409 || says_any(message, {"update out of sequence", "already exists", "name conflicts with"});
}

bool is_passing(unsigned status, const std::string& message) {
  return status >= 500 || status == 408 || status == 429 ||
         says_any(message, {"context deadline exceeded", "not a swarm manager", "does not have a leader", "no leader"});
}

} // namespace

std::string why_of(const engine_reply& reply) {
  if (reply.status == 0)
    return reply.error;
  const auto message = message_of(reply);
  const auto status = "status " + std::to_string(reply.status);
  return message.empty() ? status + " from the engine" : printable(message, message_limit) + " (" + status + ')';
}

engine_outcome outcome_of(const engine_reply& reply) {
  if (reply.ok())
    return engine_done{};
  if (reply.status == 0)
    return engine_unreachable{reply.error};
  const auto message = message_of(reply);
  if (is_conflict(reply.status, message))
    return engine_conflict{why_of(reply)};
  if (is_passing(reply.status, message))
    return engine_unreachable{why_of(reply)};
  return engine_refused{why_of(reply)};
}

std::string outcome_name(const engine_reply& reply) {
  if (reply.timed_out)
    return "timeout";
  static constexpr const char* names[] = {"ok", "conflict", "refused", "unreachable"};
  return names[outcome_of(reply).index()];
}

} // namespace signalbox
