// The part of the API outside of Swarm objects: the engine itself, and its events.
#include "tests/support/engine_double/api.hpp"

#include <charconv>

namespace signalbox::twin {
namespace {

/// `1795309441` or `1795309441.890224075`, as nanoseconds.
instant nanoseconds(const std::string& text) {
  if (text.empty())
    return 0;
  auto dot = std::min(text.find('.'), text.size());
  instant seconds = 0, fraction = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + dot, seconds);
  if (failed != std::errc() || end != text.data() + dot)
    throw api_error{500, "strconv.ParseInt: parsing \"" + text.substr(0, dot) + "\": invalid syntax"};
  std::string rest = text.substr(std::min(dot + 1, text.size()));
  rest.resize(9, '0');
  std::from_chars(rest.data(), rest.data() + 9, fraction);
  return seconds * 1'000'000'000 + fraction;
}

json cluster(const swarm& w) {
  const auto& ingress = w.networks.begin()->second;
  return {{"ID", "double0000000000000000000"},
          {"Version", {{"Index", 10}}},
          {"CreatedAt", rfc3339(ingress.created)},
          {"UpdatedAt", rfc3339(ingress.created)},
          {"Spec",
           {{"Name", "default"}, {"Labels", json::object()}, {"Orchestration", {{"TaskHistoryRetentionLimit", 5}}}}},
          {"DefaultAddrPool", nullptr},
          {"SubnetSize", 24}};
}

} // namespace

http_reply api::system(const call& c) {
  const auto& method = c.request.method;
  const std::string path = c.path.empty() ? "" : c.path.front();
  if (path == "_ping" && (method == "GET" || method == "HEAD")) {
    http_reply reply;
    reply.body = "OK";
    return reply;
  }
  if (method != "GET" || c.path.size() != 1)
    throw api_error{404, "page not found"};
  if (path == "version")
    return json_answer(
        {{"Platform", {{"Name", "engine double"}}},
         {"Version", "20.10.24"},
         {"ApiVersion", version_},
         {"MinAPIVersion", oldest_},
         {"Os", "linux"},
         {"Arch", "amd64"},
         {"Components", {{{"Name", "Engine"}, {"Version", "20.10.24"}, {"Details", {{"ApiVersion", version_}}}}}}});
  if (path == "swarm")
    return json_answer(cluster(swarm_));
  if (path != "info")
    throw api_error{404, "page not found"};
  std::size_t managers = 0;
  const node* self = nullptr;
  for (const auto& [id, n] : swarm_.nodes) {
    managers += n.spec["Role"] == "manager";
    self = n.leader ? &n : self;
  }
  json swarm_info = {{"NodeID", self ? self->id : ""},
                     {"NodeAddr", self ? self->address : ""},
                     {"LocalNodeState", "active"},
                     {"ControlAvailable", true},
                     {"Error", ""},
                     {"Nodes", swarm_.nodes.size()},
                     {"Managers", managers},
                     {"Cluster", cluster(swarm_)}};
  return json_answer({{"ID", "DOUB:LE00"},
                      {"Name", self ? self->hostname : ""},
                      {"ServerVersion", "20.10.24"},
                      {"OperatingSystem", "engine double"},
                      {"OSType", "linux"},
                      {"Architecture", "x86_64"},
                      {"NCPU", 2},
                      {"Swarm", swarm_info}});
}

http_reply api::events(const call& c) {
  filter_set filters(c.query("filters"), {"config", "container", "event", "label", "network", "node", "scope", "secret",
                                          "service", "type"});
  auto since = nanoseconds(c.query("since")), until = nanoseconds(c.query("until"));
  http_reply reply;
  reply.type = "application/json";
  if (until > 0 && until <= swarm_.clock.now())
    return reply;
  reply.stream = [join = join_, filters, since](std::shared_ptr<stream_writer> w) {
    join(std::move(w), filters, since);
  };
  return reply;
}

} // namespace signalbox::twin
