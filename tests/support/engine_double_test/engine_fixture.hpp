// A double on the simulated clock, with short helpers for tests.
#pragma once
#include "tests/support/engine_double/engine_double.hpp"

#include <nlohmann/json.hpp>

namespace signalbox {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct engine_fixture {
  engine_double engine;

  json spec(const std::string& name, std::uint64_t replicas = 1, const std::string& image = "app:1") {
    return {{"Name", name},
            {"TaskTemplate", {{"ContainerSpec", {{"Image", image}}}, {"RestartPolicy", {{"Delay", 200'000'000}}}}},
            {"Mode", {{"Replicated", {{"Replicas", replicas}}}}},
            {"UpdateConfig", {{"Parallelism", 1}, {"Monitor", 1'000'000'000}, {"Order", "stop-first"}}}};
  }
  std::string create(const json& s) { return engine.create("services", s.dump()); }
  json get(const std::string& target) { return json::parse(engine.call("GET", target).body); }
  json service(const std::string& name) { return get("/services/" + name); }
  std::string update_state(const std::string& name) {
    return service(name).value("UpdateStatus", json::object()).value("State", "");
  }
  json tasks(const std::string& name, const std::string& desired = "") {
    json filters = {{"service", {name}}};
    if (!desired.empty())
      filters["desired-state"] = {desired};
    std::string text;
    for (unsigned char c : filters.dump())
      text += c == '"' ? "%22" : std::string(1, static_cast<char>(c));
    return get("/tasks?filters=" + text);
  }
  /// Tasks that run and whose desired state is running.
  json running(const std::string& name) {
    json found = json::array();
    for (const auto& t : tasks(name, "running"))
      if (t["Status"]["State"] == "running")
        found.push_back(t);
    return found;
  }
  /// Writes the service back with a change; returns the status.
  template <class F>
  unsigned update(const std::string& name, F change) {
    json s = service(name);
    change(s["Spec"]);
    return engine
        .call("POST", "/services/" + name + "/update?version=" + s["Version"]["Index"].dump(), s["Spec"].dump())
        .status;
  }
  unsigned set_image(const std::string& name, const std::string& image) {
    return update(name, [&](json& s) { s["TaskTemplate"]["ContainerSpec"]["Image"] = image; });
  }
};

} // namespace signalbox
