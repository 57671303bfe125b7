#include "tests/support/engine_double/api.hpp"
#include "tests/support/engine_double/json_view.hpp"

namespace signalbox::twin {

service& api::find_service(const std::string& name) {
  return find_object(swarm_.services, name, "service", [](const service& s) { return s.name().get<std::string>(); });
}

http_reply api::services(const call& c) {
  const auto& method = c.request.method;
  if (c.path.size() == 1 && method == "GET")
    return list_services(c);
  if (c.path.size() == 2 && c.path[1] == "create" && method == "POST")
    return create_service(c);
  if (c.path.size() == 3 && c.path[2] == "update" && method == "POST")
    return update_service(c);
  if (c.path.size() != 2 || (method != "GET" && method != "DELETE"))
    throw api_error{404, "page not found"};
  auto& s = find_service(c.path[1]);
  if (method == "GET")
    return json_answer(show(swarm_, s));
  swarm_.remove_service(s.id);
  return empty_answer(200);
}

http_reply api::list_services(const call& c) {
  filter_set filters(c.query("filters"), {"id", "label", "mode", "name", "runtime"});
  bool counts = c.query("status") == "true" || c.query("status") == "1";
  json all = json::array();
  for (const auto& [id, s] : swarm_.services) {
    const auto& mode = s.spec["Mode"];
    std::string mode_word = mode.contains("Global") ? "global" : "replicated";
    if (!filters.prefix("id", id) || !filters.prefix("name", s.name()) || !filters.labels(s.spec["Labels"]) ||
        !filters.exact("mode", mode_word))
      continue;
    json one = show(swarm_, s);
    if (counts) {
      std::uint64_t running = 0, wanted = 0;
      for (const task* t : swarm_.tasks_of(id)) {
        running += t->actual == state::running;
        wanted += t->desired <= state::running;
      }
      if (mode.contains("Replicated"))
        wanted = mode["Replicated"].value("Replicas", std::uint64_t{1});
      one["ServiceStatus"] = {{"RunningTasks", running}, {"DesiredTasks", wanted}, {"CompletedTasks", 0}};
    }
    all.push_back(std::move(one));
  }
  return json_answer(all);
}

http_reply api::create_service(const call& c) {
  json spec = checked_spec(parse_body(c.request.body), "");
  if (spec["Name"] == "")
    spec["Name"] = "unnamed_" + swarm_.new_id(6);
  for (const auto& [id, s] : swarm_.services)
    if (s.name() == spec["Name"])
      throw rpc_error(409, "AlreadyExists",
                      "name conflicts with an existing object: service " + spec["Name"].get<std::string>() +
                          " already exists");
  return json_answer({{"ID", swarm_.create_service(std::move(spec)).id}}, 201);
}

http_reply api::update_service(const call& c) {
  json given = parse_body(c.request.body);
  auto version = version_of(c, "service");
  auto& s = find_service(c.path[1]);
  json spec = checked_spec(std::move(given), s.id);
  check_sequence(s, version);
  if (spec["Name"] != s.name())
    throw rpc_error(501, "Unimplemented", "renaming services is not supported");
  if (c.query("rollback") == "previous") {
    if (!s.previous.is_object())
      throw rpc_error(400, "FailedPrecondition", "service " + s.id + " does not have a previous spec");
    swarm_.rollback_service(s);
    return json_answer({{"Warnings", nullptr}});
  }
  json attributes = json::object();
  auto note = [&attributes](const char* what, const json& before, const json& after) {
    if (before != after) {
      attributes[std::string(what) + ".old"] = before.is_string() ? before.get<std::string>() : before.dump();
      attributes[std::string(what) + ".new"] = after.is_string() ? after.get<std::string>() : after.dump();
    }
  };
  note("image", s.task_template()["ContainerSpec"]["Image"], spec["TaskTemplate"]["ContainerSpec"]["Image"]);
  if (s.spec["Mode"].contains("Replicated") && spec["Mode"].contains("Replicated"))
    note("replicas", s.spec["Mode"]["Replicated"]["Replicas"], spec["Mode"]["Replicated"]["Replicas"]);
  swarm_.update_service(s, std::move(spec), std::move(attributes));
  return json_answer({{"Warnings", nullptr}});
}

} // namespace signalbox::twin
