#include "adapters/agent/agent_desk.hpp"

#include "adapters/agent/agent_key.hpp"
#include "adapters/agent/agent_words.hpp"

namespace signalbox {

namespace {

constexpr const char* prefix = "/v1/agents/";

http_reply news(const agent_order& order) {
  http_reply reply;
  reply.body = order_text(order);
  return reply;
}

std::vector<std::string> names_in(const std::map<std::string, std::string>& tokens) {
  std::vector<std::string> names;
  for (const auto& [name, _] : tokens)
    names.push_back(name);
  return names;
}

} // namespace

agent_desk::agent_desk(std::map<std::string, std::string> tokens, desk_policy policy)
    : desk_(std::make_shared<desk>(names_in(tokens), desk::rules{has_work, news}, policy)),
      tokens_(std::make_shared<const std::map<std::string, std::string>>(std::move(tokens))) {}

std::unique_ptr<subscription> agent_desk::listen(const cluster_id& cluster, std::function<void(agent_event)> sink) {
  return desk::listen(desk_, cluster, std::move(sink));
}

void agent_desk::offer(const cluster_id& cluster, agent_order order) { desk_->offer(cluster, std::move(order)); }

void agent_desk::admit(const cluster_id& cluster, std::vector<admitted_task> tasks) {
  desk_->admit(cluster, std::move(tasks));
}

http_route agent_desk::endpoint() {
  const auto handle = [d = desk_, tokens = tokens_](const http_request& request) {
    const auto cluster = request.path.substr(std::string_view{prefix}.size());
    if (!d->knows(cluster))
      return problem_reply(404, "there is no cluster of this name");
    const auto& token = tokens->at(cluster);
    if (!token.empty() && !is_same_token(token_in(request.body), token))
      return problem_reply(403, "the report does not show the token of this cluster's agents");
    auto report = read_report(request.body);
    if (const auto* bad = std::get_if<bad_report>(&report))
      return problem_reply(400, bad->why);
    return d->reply_to(cluster, request, std::get<agent_report>(std::move(report)));
  };
  return {prefix, path_match::prefix, handle, {"POST"}};
}

} // namespace signalbox
