// The checks of a service's specification by dockerd and SwarmKit, and their defaults.
#include "tests/support/engine_double/api.hpp"

#include <cctype>

namespace signalbox::twin {
namespace {

bool dns_name(const std::string& name) {
  if (name.empty() || name.size() > 63 || !std::isalnum(static_cast<unsigned char>(name.front())) ||
      !std::isalnum(static_cast<unsigned char>(name.back())))
    return false;
  for (unsigned char c : name)
    if (!std::isalnum(c) && c != '-' && c != '_')
      return false;
  return true;
}

void fill(json& j, const char* key, json value) {
  if (!j.contains(key) || j[key].is_null())
    j[key] = std::move(value);
}

void drop_if_empty(json& j, const char* key) {
  if (j.contains(key) && (j[key].is_null() || j[key].empty()))
    j.erase(key);
}

void check_constraints(const json& task_template) {
  for (const auto& item : task_template.value("Placement", json::object()).value("Constraints", json::array())) {
    const std::string text = item;
    if (text.find("==") == std::string::npos && text.find("!=") == std::string::npos)
      throw rpc_error(500, "Unknown", "constraint expected one operator from ==, !=");
  }
}

void fill_defaults(json& spec) {
  fill(spec, "Labels", json::object());
  fill(spec, "Mode", {{"Replicated", {{"Replicas", 1}}}});
  if (spec["Mode"].contains("Replicated"))
    fill(spec["Mode"]["Replicated"], "Replicas", 1);
  for (const char* key : {"UpdateConfig", "RollbackConfig"}) {
    drop_if_empty(spec, key);
    if (spec.contains(key)) {
      fill(spec[key], "MaxFailureRatio", 0);
      fill(spec[key], "FailureAction", "pause");
      fill(spec[key], "Order", "stop-first");
    }
  }
  auto& t = spec["TaskTemplate"];
  fill(t, "ForceUpdate", 0);
  fill(t, "Runtime", "container");
  fill(t["ContainerSpec"], "Isolation", "default");
  if (t.contains("RestartPolicy"))
    fill(t["RestartPolicy"], "MaxAttempts", 0);
  for (const char* key : {"Networks", "Placement", "RestartPolicy", "Resources"})
    drop_if_empty(t, key);
}

} // namespace

json api::checked_spec(json spec, const std::string& own_id) {
  if (!spec.contains("TaskTemplate") || !spec["TaskTemplate"].value("ContainerSpec", json()).is_object())
    throw api_error{400, "mismatched Runtime and *Spec fields"};
  fill(spec, "Name", "");
  if (spec["Name"] != "" && !dns_name(spec["Name"]))
    throw rpc_error(400, "InvalidArgument", "name must be valid as a DNS name component");
  fill_defaults(spec);
  auto& t = spec["TaskTemplate"];
  resolve_networks(t);
  if (t["ContainerSpec"].value("Image", "").empty())
    throw rpc_error(400, "InvalidArgument", "ContainerSpec: image reference must be provided");
  check_constraints(t);
  if (spec.contains("EndpointSpec"))
    check_ports(spec["EndpointSpec"], own_id);
  drop_if_empty(spec, "EndpointSpec");
  check_references(t["ContainerSpec"], "Secrets", swarm_.secrets, "secret");
  check_references(t["ContainerSpec"], "Configs", swarm_.configs, "config");
  return spec;
}

void api::resolve_networks(json& task_template) {
  if (!task_template.contains("Networks"))
    return;
  for (auto& n : task_template["Networks"]) {
    try {
      n["Target"] =
          find_object(swarm_.networks, n.value("Target", ""), "network", [](const network& x) { return x.name; }).id;
    } catch (const api_error& e) {
      throw api_error{500, e.message};
    }
  }
}

void api::check_references(const json& container, const char* list, const std::map<std::string, blob>& all,
                           const char* kind) {
  const std::string word = kind, upper = word == "config" ? "Config" : "Secret";
  for (const auto& reference : container.value(list, json::array())) {
    const std::string name = reference.value(upper + "Name", "");
    auto found = all.find(reference.value(upper + "ID", ""));
    if (found == all.end() || found->second.spec["Name"] != name)
      throw rpc_error(400, "InvalidArgument", word + " not found: " + name);
  }
}

void api::check_ports(json& endpoint, const std::string& own_id) {
  if (endpoint.is_null())
    return;
  fill(endpoint, "Mode", "vip");
  drop_if_empty(endpoint, "Ports");
  if (!endpoint.contains("Ports"))
    return;
  for (auto& p : endpoint["Ports"]) {
    fill(p, "Protocol", "tcp");
    fill(p, "PublishMode", "ingress");
    if (p.value("PublishedPort", 0) == 0)
      p.erase("PublishedPort");
    bool ingress = p["PublishMode"] == "ingress";
    if (ingress && endpoint["Mode"] == "dnsrr")
      throw rpc_error(400, "InvalidArgument",
                      "EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
    for (const auto& [id, other] : swarm_.services)
      for (const auto& taken : other.ports) {
        bool other_ingress = taken.value("PublishMode", "ingress") == "ingress";
        if (id == own_id || p.value("PublishedPort", 0) == 0 || taken.value("PublishedPort", 0) != p["PublishedPort"] ||
            taken.value("Protocol", "tcp") != p.value("Protocol", "tcp") || (!ingress && !other_ingress))
          continue;
        throw rpc_error(400, "InvalidArgument",
                        "port '" + std::to_string(p.value("PublishedPort", 0)) + "' is already in use by service '" +
                            other.name().get<std::string>() + "' (" + id + ") as " +
                            (other_ingress ? "an ingress port" : "a host-published port"));
      }
  }
}

} // namespace signalbox::twin
