#include "tests/support/engine_double/api.hpp"

#include "tests/support/engine_double/json_view.hpp"

#include <charconv>

namespace signalbox::twin {
namespace {

std::vector<std::string> cut(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 1; at <= path.size();) {
    auto end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool is_version(const std::string& part) {
  return part.size() > 2 && part[0] == 'v' && part.find_first_not_of("0123456789.", 1) == std::string::npos;
}

int minor_of(const std::string& version) { return std::atoi(version.substr(version.find('.') + 1).c_str()); }
int major_of(const std::string& version) { return std::atoi(version.c_str()); }

bool newer(const std::string& a, const std::string& b) {
  return std::pair(major_of(a), minor_of(a)) > std::pair(major_of(b), minor_of(b));
}

} // namespace

http_reply json_answer(const json& body, unsigned status) {
  http_reply reply;
  reply.status = status;
  reply.type = "application/json";
  reply.body = body.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
  return reply;
}

http_reply empty_answer(unsigned status) {
  http_reply reply;
  reply.status = status;
  reply.type.clear();
  return reply;
}

std::uint64_t version_of(const call& c, const std::string& kind) {
  const std::string text = c.query("version");
  std::uint64_t version = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (failed == std::errc() && end == text.data() + text.size())
    return version;
  if (kind == "config" || kind == "secret")
    throw api_error{400, "invalid " + kind + " version"};
  throw api_error{400, "invalid " + kind + " version '" + text + "': strconv.ParseUint: parsing \"" + text +
                           "\": invalid syntax"};
}

void check_sequence(const object& o, std::uint64_t version) {
  if (o.version != version)
    throw rpc_error(500, "Unknown", "update out of sequence");
}

http_reply api::answer(const http_request& request) {
  http_reply reply;
  try {
    reply = dispatch({request, cut(request.path)});
  } catch (const api_error& e) {
    reply = json_answer({{"message", e.message}}, e.status);
  } catch (const json::exception& e) { // a value of the wrong type
    reply = json_answer({{"message", std::string("json: cannot unmarshal: ") + e.what()}}, 400);
  }
  reply.headers.insert(reply.headers.end(), {{"Api-Version", version_},
                                             {"Docker-Experimental", "false"},
                                             {"Ostype", "linux"},
                                             {"Server", "Docker/20.10.24 (linux)"}});
  return reply;
}

http_reply api::dispatch(const call& given) {
  call c = given;
  if (!c.path.empty() && is_version(c.path.front())) {
    std::string asked = c.path.front().substr(1);
    if (newer(asked, version_))
      throw api_error{400, "client version " + asked + " is too new. Maximum supported API version is " + version_};
    if (newer(oldest_, asked))
      throw api_error{400, "client version " + asked + " is too old. Minimum supported API version is " + oldest_ +
                               ", please upgrade your client to a newer version"};
    c.path.erase(c.path.begin());
  }
  const std::string root = c.path.empty() ? "" : c.path.front();
  if (root == "services")
    return services(c);
  if (root == "tasks")
    return tasks(c);
  if (root == "nodes")
    return nodes(c);
  if (root == "networks")
    return networks(c);
  if (root == "configs")
    return blobs(c, swarm_.configs, "config");
  if (root == "secrets")
    return blobs(c, swarm_.secrets, "secret");
  return root == "events" && c.request.method == "GET" ? events(c) : system(c);
}

http_reply api::nodes(const call& c) {
  const auto& method = c.request.method;
  if (c.path.size() == 1 && method == "GET") {
    filter_set filters(c.query("filters"), {"id", "label", "membership", "name", "node.label", "role"});
    json all = json::array();
    for (const auto& [id, n] : swarm_.nodes)
      if (filters.prefix("id", id) && filters.prefix("name", n.hostname) && filters.exact("role", n.spec["Role"]))
        all.push_back(show(n));
    return json_answer(all);
  }
  if (c.path.size() < 2)
    throw api_error{404, "page not found"};
  auto& n = find_object(swarm_.nodes, c.path[1], "node", [](const node& x) { return x.hostname; });
  if (c.path.size() == 2 && method == "GET")
    return json_answer(show(n));
  if (c.path.size() != 3 || c.path[2] != "update" || method != "POST")
    throw api_error{404, "page not found"};
  json spec = parse_body(c.request.body);
  check_sequence(n, version_of(c, "node"));
  n.spec = std::move(spec);
  if (!n.spec.value("Labels", json()).is_object())
    n.spec["Labels"] = json::object();
  swarm_.touch(n);
  swarm_.announce("node", "update", n, {{"name", n.hostname}});
  if (!n.schedulable())
    for (auto& [id, t] : swarm_.tasks)
      if (t.node == n.id && n.spec.value("Availability", "") == "drain")
        swarm_.want(t, state::shutdown);
  swarm_.reconcile_all();
  return empty_answer(200);
}

http_reply api::tasks(const call& c) {
  if (c.request.method != "GET" || c.path.size() > 2)
    throw api_error{404, "page not found"};
  if (c.path.size() == 2)
    return json_answer(show(swarm_, find_object(swarm_.tasks, c.path[1], "task", [](const task& t) { return t.id; })));
  filter_set filters(c.query("filters"),
                     {"desired-state", "id", "label", "name", "node", "service", "_up-to-date", "runtimes"});
  for (const auto& wanted : filters.values("desired-state"))
    if (wanted != "running" && wanted != "shutdown" && wanted != "accepted")
      throw api_error{500, "Invalid desired-state filter: '" + wanted + "'"};
  std::set<std::string> of, on;
  for (const auto& name : filters.values("service"))
    of.insert(find_service(name).id);
  for (const auto& name : filters.values("node"))
    on.insert(find_object(swarm_.nodes, name, "node", [](const node& x) { return x.hostname; }).id);
  json all = json::array();
  for (const auto& [id, t] : swarm_.tasks) {
    if (filters.prefix("id", id) && (of.empty() || of.count(t.service)) && (on.empty() || on.count(t.node)) &&
        filters.exact("desired-state", word(t.desired)))
      all.push_back(show(swarm_, t));
  }
  return json_answer(all);
}

} // namespace signalbox::twin
