// Networks, configs and secrets.
#include "tests/support/engine_double/api.hpp"
#include "tests/support/engine_double/json_view.hpp"

#include <algorithm>
#include <cctype>

namespace signalbox::twin {
namespace {

constexpr const char* base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Size of the decoded base64 text; throws with the message of Go's decoder.
std::size_t decoded_size(const std::string& text) {
  auto end = text.find('=');
  auto bad = text.find_first_not_of(base64);
  std::size_t digits = std::min(end, text.size());
  if ((bad != std::string::npos && bad != end) || text.size() % 4 != 0)
    throw api_error{400, "illegal base64 data at input byte " + std::to_string(std::min(bad, digits))};
  return digits * 3 / 4;
}

void check_blob(const json& spec, const std::string& kind) {
  const std::string name = spec.value("Name", "");
  if (name.empty())
    throw rpc_error(400, "InvalidArgument", "name must be provided");
  auto fine = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
  if (name.size() > 64 || !std::all_of(name.begin(), name.end(), fine) ||
      !std::isalnum(static_cast<unsigned char>(name.front())) || !std::isalnum(static_cast<unsigned char>(name.back())))
    throw rpc_error(
        400, "InvalidArgument",
        "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]");
  const std::size_t limit = kind == "config" ? 1024000 : 512000;
  auto size = decoded_size(spec.value("Data", ""));
  if (size == 0 || size >= limit)
    throw rpc_error(400, "InvalidArgument",
                    kind + " data must be larger than 0 and less than " + std::to_string(limit) + " bytes");
}

bool uses(const service& s, const std::string& kind, const std::string& id) {
  const auto list = s.task_template()["ContainerSpec"].value(kind == "config" ? "Configs" : "Secrets", json::array());
  return std::any_of(list.begin(), list.end(),
                     [&](const json& r) { return r.value(kind == "config" ? "ConfigID" : "SecretID", "") == id; });
}

} // namespace

http_reply api::blobs(const call& c, std::map<std::string, blob>& all, const std::string& kind) {
  auto shown = [&kind](const blob& b) { return kind == "config" ? show_config(b) : show_secret(b); };
  const auto& method = c.request.method;
  if (c.path.size() == 1 && method == "GET") {
    filter_set filters(c.query("filters"), {"id", "label", "name", "names"});
    json found = json::array();
    for (const auto& [id, b] : all)
      if (filters.prefix("id", id) && filters.prefix("name", b.spec["Name"]) &&
          filters.exact("names", b.spec["Name"]) && filters.labels(b.spec["Labels"]))
        found.push_back(shown(b));
    return json_answer(found);
  }
  if (c.path.size() == 2 && c.path[1] == "create" && method == "POST")
    return create_blob(c, all, kind);
  if (c.path.size() < 2 || c.path.size() > 3)
    throw api_error{404, "page not found"};
  bool update = c.path.size() == 3 && c.path[2] == "update" && method == "POST";
  json spec = update ? parse_body(c.request.body) : json();
  if (update)
    version_of(c, kind);
  auto& b = find_object(all, c.path[1], kind, [](const blob& x) { return x.spec["Name"].get<std::string>(); });
  if (update)
    return update_blob(c, b, kind);
  if (c.path.size() == 2 && method == "GET")
    return json_answer(shown(b));
  if (c.path.size() == 2 && method == "DELETE")
    return remove_blob(b, all, kind);
  throw api_error{404, "page not found"};
}

http_reply api::create_blob(const call& c, std::map<std::string, blob>& all, const std::string& kind) {
  blob b;
  b.spec = parse_body(c.request.body);
  check_blob(b.spec, kind);
  if (!b.spec.value("Labels", json()).is_object())
    b.spec["Labels"] = json::object();
  for (const auto& [id, other] : all)
    if (other.spec["Name"] == b.spec["Name"])
      throw rpc_error(409, "AlreadyExists", kind + ' ' + b.spec["Name"].get<std::string>() + " already exists");
  b.id = swarm_.new_id();
  swarm_.touch(b);
  swarm_.announce(kind.c_str(), "create", b, {{"name", b.spec["Name"]}});
  const std::string id = b.id;
  all.emplace(id, std::move(b));
  return json_answer({{"ID", id}}, 201);
}

http_reply api::update_blob(const call& c, blob& b, const std::string& kind) {
  json spec = parse_body(c.request.body);
  check_sequence(b, version_of(c, kind));
  bool same_data = spec.value("Data", "").empty() || spec["Data"] == b.spec["Data"];
  if (spec.value("Name", "") != b.spec["Name"].get<std::string>() || !same_data)
    throw rpc_error(400, "InvalidArgument", "only updates to Labels are allowed");
  b.spec["Labels"] = spec.value("Labels", json()).is_object() ? spec["Labels"] : json::object();
  swarm_.touch(b);
  swarm_.announce(kind.c_str(), "update", b, {{"name", b.spec["Name"]}});
  return empty_answer(200);
}

http_reply api::remove_blob(blob& b, std::map<std::string, blob>& all, const std::string& kind) {
  std::string users;
  std::size_t count = 0;
  for (const auto& [id, s] : swarm_.services)
    if (uses(s, kind, b.id)) {
      users += (count++ ? ", " : "") + s.name().get<std::string>();
    }
  if (count > 0)
    throw rpc_error(400, "InvalidArgument",
                    kind + " '" + b.spec["Name"].get<std::string>() + "' is in use by the following service" +
                        (count > 1 ? "s: " : ": ") + users);
  swarm_.touch(b);
  swarm_.announce(kind.c_str(), "remove", b, {{"name", b.spec["Name"]}});
  all.erase(std::string(b.id));
  return empty_answer(204);
}

http_reply api::networks(const call& c) {
  const auto& method = c.request.method;
  if (c.path.size() == 1 && method == "GET") {
    filter_set filters(c.query("filters"), {"dangling", "driver", "id", "label", "name", "scope", "type"});
    json found = json::array();
    for (const auto& [id, n] : swarm_.networks)
      if (filters.prefix("id", id) && filters.exact("name", n.name) && filters.exact("scope", "swarm") &&
          filters.exact("driver", n.driver) && filters.labels(n.labels))
        found.push_back(show(n));
    return json_answer(found);
  }
  if (c.path.size() == 2 && c.path[1] == "create" && method == "POST")
    return create_network(c);
  if (c.path.size() != 2 || (method != "GET" && method != "DELETE"))
    throw api_error{404, "page not found"};
  auto& n = find_object(swarm_.networks, c.path[1], "network", [](const network& x) { return x.name; });
  return method == "GET" ? json_answer(show(n)) : remove_network(n.id);
}

http_reply api::create_network(const call& c) {
  json request = parse_body(c.request.body);
  const std::string name = request.value("Name", "");
  if (name.empty())
    throw api_error{400, "name must be provided"};
  for (const auto& [id, n] : swarm_.networks)
    if (n.name == name)
      throw api_error{409, "network with name " + name + " already exists"};
  return json_answer({{"Id", swarm_.add_network(name, request).id}, {"Warning", ""}}, 201);
}

http_reply api::remove_network(std::string id) {
  auto& n = swarm_.networks.at(id);
  for (const auto& [service_id, s] : swarm_.services)
    for (const auto& used : s.task_template().value("Networks", json::array()))
      if (used["Target"] == id)
        throw rpc_error(400, "FailedPrecondition", "network " + id + " is in use by service " + service_id);
  swarm_.touch(n);
  swarm_.announce("network", "remove", n, {{"name", n.name}});
  swarm_.networks.erase(id);
  return empty_answer(204);
}

} // namespace signalbox::twin
