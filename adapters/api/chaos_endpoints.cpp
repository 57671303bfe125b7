#include "adapters/api/chaos_endpoints.hpp"

#include "messages/problem.hpp"

#include <nlohmann/json.hpp>

namespace signalbox {

namespace {

http_reply json_reply(const nlohmann::json& body) {
  http_reply reply;
  reply.type = "application/json";
  reply.body = body.dump() + '\n';
  return reply;
}

http_reply list(const std::vector<victim>& all) {
  auto actors = nlohmann::json::array();
  for (const auto& v : all)
    actors.push_back({{"path", v.path}, {"running", v.running}});
  return json_reply({{"actors", actors}});
}

http_reply kill(const chaos_actions& actions, const http_request& request) {
  const auto path = request.query.find("actor");
  if (path == request.query.end() || path->second.empty() || request.query.size() != 1)
    return problem_reply(400, "name one actor, and nothing else: POST /chaos/kill?actor=us-east/proxy "
                              "(GET /chaos/actors lists them)");
  switch (actions.kill(path->second)) {
  case kill_outcome::killed:
    return json_reply({{"killed", path->second}});
  case kill_outcome::not_running:
    return problem_reply(409, path->second + " is dead already, and its supervisor has not started it again yet");
  case kill_outcome::unknown:
    break;
  }
  return problem_reply(404, "there is no actor \"" + printable(path->second, 200) +
                                "\" (GET /chaos/actors lists them; root is nobody's child, kill the process instead)");
}

} // namespace

http_routes chaos_endpoints(chaos_actions actions) {
  return {
      {"/chaos/actors", path_match::exact, [actions](const http_request&) { return list(actions.victims()); }},
      {"/chaos/kill", path_match::exact, [actions](const http_request& r) { return kill(actions, r); }, {"POST"}},
  };
}

} // namespace signalbox
