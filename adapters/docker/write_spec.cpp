#include "adapters/docker/write_spec.hpp"

#include "adapters/docker/applied_label.hpp"
#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/decode_swarm.hpp"
#include "adapters/docker/json_read.hpp"

#include <algorithm>
#include <tuple>

namespace signalbox {

using namespace json_read;

namespace {

constexpr int world_readable = 0444;

json& object_in(json& holder, const char* key) {
  auto& member = holder[key];
  if (member.is_null())
    member = json::object();
  return member;
}

/// Removes the key if the value is the default.
template <class T>
void put(json& holder, const char* key, const T& value) {
  if (value == T{})
    holder.erase(key);
  else
    holder[key] = value;
}

void put_duration(json& holder, const char* key, std::chrono::nanoseconds value) { put(holder, key, value.count()); }

/// The JSON keys of configs and secrets, which otherwise have the same form.
struct file_kind {
  const char *list, *name, *id;
};
constexpr file_kind config_files{"Configs", "ConfigName", "ConfigID"},
    secret_files{"Secrets", "SecretName", "SecretID"};

id_map mounted_ids(const json& container, const file_kind& kind) {
  id_map ids;
  for (const auto& object : list(container, kind.list))
    if (auto id = text(object, kind.id); !id.empty())
      ids.emplace(text(object, kind.name), std::move(id));
  return ids;
}

void write_files(json& container, const file_kind& kind, std::map<std::string, std::string> missing, id_map ids) {
  ids.merge(mounted_ids(container, kind));
  json kept = json::array();
  for (auto object : list(container, kind.list)) {
    const auto& file = at(object, "File");
    const auto wanted = file.is_null() ? missing.end() : missing.find(text(file, "Name"));
    if (!file.is_null() && wanted == missing.end())
      continue;
    if (wanted != missing.end()) {
      if (text(object, kind.name) != wanted->second) {
        object[kind.name] = wanted->second;
        object[kind.id] = ids.at(wanted->second);
      }
      missing.erase(wanted);
    }
    kept.push_back(std::move(object));
  }
  for (const auto& [path, name] : missing)
    kept.push_back({{kind.id, ids.at(name)},
                    {kind.name, name},
                    {"File", {{"Name", path}, {"UID", "0"}, {"GID", "0"}, {"Mode", world_readable}}}});
  container[kind.list] = std::move(kept);
}

void write_environment(json& container, const managed_spec& merged) {
  auto missing = merged.environment;
  std::vector<std::string> kept;
  for (const auto& entry : texts(container, "Env"))
    if (const auto i = missing.find(entry.substr(0, entry.find('='))); i != missing.end()) {
      kept.push_back(i->first + '=' + i->second);
      missing.erase(i);
    }
  for (const auto& [name, value] : missing)
    kept.push_back(name + '=' + value);
  put(container, "Env", kept);
}

void write_volumes(json& container, const managed_spec& merged) {
  auto missing = merged.volumes;
  json kept = json::array();
  for (auto mount : list(container, "Mounts")) {
    const auto wanted = missing.find(text(mount, "Target"));
    if (text(mount, "Type") == "volume") {
      if (wanted == missing.end())
        continue;
      mount["Source"] = wanted->second;
    }
    if (wanted != missing.end())
      missing.erase(wanted);
    kept.push_back(std::move(mount));
  }
  for (const auto& [path, name] : missing)
    kept.push_back({{"Type", "volume"}, {"Source", name}, {"Target", path}});
  put(container, "Mounts", kept);
}

void write_networks(json& spec, const managed_spec& merged) {
  auto missing = merged.networks;
  json kept = json::array();
  for (const auto* holder : {&at(spec, "TaskTemplate"), static_cast<const json*>(&spec)})
    for (const auto& network : list(*holder, "Networks"))
      if (missing.erase(text(network, "Target")) != 0)
        kept.push_back(network);
  for (const auto& id : missing)
    kept.push_back({{"Target", id}});
  object_in(spec, "TaskTemplate")["Networks"] = std::move(kept);
  spec.erase("Networks"); // the older member: Swarm could never detach networks listed there
}

json new_port(const published_port& port) {
  json document = {
      {"Protocol", port.protocol}, {"TargetPort", port.target}, {"PublishMode", port.host_mode ? "host" : "ingress"}};
  put(document, "PublishedPort", port.published);
  return document;
}

void write_ports(json& endpoint, const managed_spec& merged) {
  auto missing = merged.ports;
  const auto before = ports_of(endpoint);
  json kept = json::array();
  for (std::size_t i = 0; i < before.size(); ++i)
    if (missing.erase(before[i]) != 0)
      kept.push_back(endpoint["Ports"][i]);
  for (const auto& port : missing)
    kept.push_back(new_port(port));
  endpoint["Ports"] = std::move(kept);
}

void write_constraints(json& placement, const managed_spec& merged) {
  auto missing = merged.constraints;
  std::vector<std::string> kept;
  for (const auto& constraint : texts(placement, "Constraints"))
    if (missing.erase(constraint) != 0)
      kept.push_back(constraint);
  kept.insert(kept.end(), missing.begin(), missing.end());
  put(placement, "Constraints", kept);
}

void write_preferences(json& placement, const managed_spec& merged) {
  json all = json::array();
  for (const auto& descriptor : merged.preferences)
    all.push_back({{"Spread", {{"SpreadDescriptor", descriptor}}}});
  placement["Preferences"] = std::move(all);
}

void write_replicas(json& spec, const managed_spec& merged) {
  auto& mode = object_in(spec, "Mode");
  if (mode.empty() || mode.contains("Replicated"))
    object_in(mode, "Replicated")["Replicas"] = merged.replicas;
}

void write_update(json& spec, const managed_spec& before, const managed_spec& merged) {
  auto& update = object_in(spec, "UpdateConfig");
  if (update.empty())
    update["Parallelism"] = 1;
  if (before.update_delay != merged.update_delay)
    put_duration(update, "Delay", merged.update_delay);
  if (before.update_failure_action != merged.update_failure_action)
    put(update, "FailureAction", merged.update_failure_action);
  if (before.update_order != merged.update_order)
    put(update, "Order", merged.update_order);
}

void write_container(json& container, const managed_spec& before, const managed_spec& merged, const object_ids& ids) {
  if (before.image != merged.image)
    put(container, "Image", merged.image);
  if (before.command != merged.command)
    put(container, "Command", merged.command);
  if (before.args != merged.args)
    put(container, "Args", merged.args);
  if (before.environment != merged.environment)
    write_environment(container, merged);
  if (before.container_labels != merged.container_labels)
    put(container, "Labels", merged.container_labels);
  if (before.stop_signal != merged.stop_signal)
    put(container, "StopSignal", merged.stop_signal);
  if (before.stop_grace != merged.stop_grace)
    put_duration(container, "StopGracePeriod", merged.stop_grace);
  if (before.configs != merged.configs)
    write_files(container, config_files, merged.configs, ids.configs);
  if (before.secrets != merged.secrets)
    write_files(container, secret_files, merged.secrets, ids.secrets);
  if (before.volumes != merged.volumes)
    write_volumes(container, merged);
}

bool same_update(const managed_spec& a, const managed_spec& b) {
  return std::tie(a.update_delay, a.update_failure_action, a.update_order) ==
         std::tie(b.update_delay, b.update_failure_action, b.update_order);
}

void write_labels(json& spec, const managed_spec& merged, const managed_spec& desired) {
  auto labels = merged.labels;
  labels[owned::applied_label] = applied_text(desired);
  spec["Labels"] = labels;
}

json parse_spec(const std::string& raw) {
  auto spec = document(raw);
  if (!spec.is_object())
    throw malformed("a service's specification is not an object");
  return spec;
}

std::string printed(const json& spec) { return spec.dump(-1, ' ', false, json::error_handler_t::replace); }

std::vector<std::string> unknown(const std::map<std::string, std::string>& files, const id_map& known) {
  std::vector<std::string> names;
  for (const auto& [path, name] : files)
    if (!known.contains(name) && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  return names;
}

} // namespace

object_names unknown_objects(const std::string& raw, const managed_spec& spec) {
  const auto parsed = parse_spec(raw);
  const auto& container = at(parsed, "TaskTemplate", "ContainerSpec");
  return {unknown(spec.configs, mounted_ids(container, config_files)),
          unknown(spec.secrets, mounted_ids(container, secret_files))};
}

std::string overlay_spec(const std::string& raw, const managed_spec& merged, const managed_spec& desired,
                         const object_ids& ids) {
  auto spec = parse_spec(raw);
  const auto before = managed_spec_of(spec);
  auto& task = object_in(spec, "TaskTemplate");
  write_container(object_in(task, "ContainerSpec"), before, merged, ids);
  if (before.constraints != merged.constraints)
    write_constraints(object_in(task, "Placement"), merged);
  if (before.preferences != merged.preferences)
    write_preferences(object_in(task, "Placement"), merged);
  if (before.networks != merged.networks)
    write_networks(spec, merged);
  if (before.ports != merged.ports)
    write_ports(object_in(spec, "EndpointSpec"), merged);
  if (before.replicas != merged.replicas)
    write_replicas(spec, merged);
  if (!same_update(before, merged))
    write_update(spec, before, merged);
  write_labels(spec, merged, desired);
  return printed(spec);
}

std::string new_spec(const std::string& name, const managed_spec& desired, const object_ids& ids) {
  const json empty = {
      {"Name", name}, {"Mode", {{"Replicated", {{"Replicas", 1}}}}}, {"UpdateConfig", {{"Parallelism", 1}}}};
  return overlay_spec(printed(empty), desired, desired, ids);
}

id_map ids_of(const std::string& body, const std::vector<std::string>& names) {
  id_map ids;
  const auto parsed = document(body);
  for (const auto& object : parsed) {
    auto name = text(at(object, "Spec"), "Name");
    if (std::find(names.begin(), names.end(), name) != names.end())
      ids.emplace(std::move(name), needed_text(object, "ID"));
  }
  return ids;
}

} // namespace signalbox
