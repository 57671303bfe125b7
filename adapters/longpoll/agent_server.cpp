#include "adapters/longpoll/agent_server.hpp"

#include "adapters/longpoll/agent_protocol.hpp"
#include "adapters/longpoll/token.hpp"

namespace signalbox {

namespace {

constexpr const char* agents_path = "/v1/agents/";

http_reply reply_with_assignment(const agent_assignment& assignment) {
  http_reply reply;
  reply.body = assignment_text(assignment);
  return reply;
}

std::vector<std::string> names_in(const std::map<std::string, std::string>& tokens) {
  std::vector<std::string> names;
  for (const auto& [name, _] : tokens)
    names.push_back(name);
  return names;
}

} // namespace

agent_server::agent_server(std::map<std::string, std::string> tokens, long_poll_limits limits)
    : polls_(std::make_shared<polls>(names_in(tokens), has_work, reply_with_assignment, limits)),
      tokens_(std::make_shared<const std::map<std::string, std::string>>(std::move(tokens))) {}

std::unique_ptr<subscription> agent_server::listen(const cluster_id& cluster, std::function<void(agent_event)> sink) {
  return polls_->listen(cluster, std::move(sink));
}

void agent_server::offer(const cluster_id& cluster, agent_assignment assignment) {
  polls_->offer(cluster, std::move(assignment));
}

void agent_server::authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
  polls_->authorize(cluster, std::move(tasks));
}

http_route agent_server::endpoint() {
  const auto handle = [p = polls_, tokens = tokens_](const http_request& request) {
    const auto cluster = request.path.substr(std::string_view{agents_path}.size());
    if (!p->knows(cluster))
      return problem_reply(404, "there is no cluster of this name");
    const auto& token = tokens->at(cluster);
    if (!token.empty() && !is_same_token(token_in(request.body), token))
      return problem_reply(403, "the report does not show the token of this cluster's agents");
    auto report = read_report(request.body);
    if (const auto* bad = std::get_if<bad_report>(&report))
      return problem_reply(400, bad->why);
    return p->reply_to(cluster, request, std::get<agent_report>(std::move(report)));
  };
  return {agents_path, path_match::prefix, handle, {"POST"}};
}

} // namespace signalbox
