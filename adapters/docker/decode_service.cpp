#include "adapters/docker/decode_service.hpp"

#include "adapters/docker/applied_label.hpp"
#include "adapters/docker/decode_swarm.hpp"
#include "adapters/docker/json_read.hpp"
#include "messages/problem.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace signalbox {

using namespace json_read;

namespace {

std::vector<std::string> preferences_of(const json& placement) {
  std::vector<std::string> all;
  for (const auto& preference : list(placement, "Preferences"))
    if (auto spread = text(at(preference, "Spread"), "SpreadDescriptor"); !spread.empty())
      all.push_back(std::move(spread));
  return all;
}

std::map<std::string, std::string> mounted_configs(const json& container) {
  std::map<std::string, std::string> all;
  for (const auto& config : list(container, "Configs"))
    if (const auto& file = at(config, "File"); !file.is_null())
      all.emplace(text(file, "Name"), text(config, "ConfigName"));
  return all;
}

std::map<std::string, std::string> environment_of(const json& container) {
  std::map<std::string, std::string> all;
  for (const auto& entry : texts(container, "Env")) {
    const auto equals = entry.find('=');
    all.emplace(entry.substr(0, equals), equals == entry.npos ? "" : entry.substr(equals + 1));
  }
  return all;
}

std::map<std::string, std::string> volumes_of(const json& container) {
  std::map<std::string, std::string> all;
  for (const auto& mount : list(container, "Mounts"))
    if (text(mount, "Type") == "volume")
      all.emplace(text(mount, "Target"), text(mount, "Source"));
  return all;
}

std::map<std::string, std::string> mounted_secrets(const json& container) {
  std::map<std::string, std::string> all;
  for (const auto& secret : list(container, "Secrets"))
    if (const auto& file = at(secret, "File"); !file.is_null())
      all.emplace(text(file, "Name"), text(secret, "SecretName"));
  return all;
}

std::uint64_t replicas_of(const json& mode) {
  const auto& replicated = at(mode, "Replicated");
  if (!replicated.is_null())
    return whole<std::uint64_t>(replicated, "Replicas", 1);
  return mode.empty() ? 1 : 0;
}

void decode_one(const json& service, std::vector<live_service>& into) {
  const auto& spec = at(service, "Spec");
  live_service p;
  p.id = needed_text(service, "ID");
  p.name = needed_text(spec, "Name");
  p.version = whole<std::uint64_t>(at(service, "Version"), "Index");
  p.spec = managed_spec_of(spec);
  const auto type = p.spec.labels.find(owned::type_label);
  p.ours = type != p.spec.labels.end() && (type->second == owned::proxy_type || type->second == owned::extension_type);
  p.applied = applied_of(text(at(spec, "Labels"), owned::applied_label));
  const auto& update = at(service, "UpdateStatus");
  p.update_state = text(update, "State");
  p.update_message = printable(text(update, "Message"), 240);
  p.update_started = text(update, "StartedAt");
  p.raw = std::make_shared<const std::string>(spec.dump(-1, ' ', false, json::error_handler_t::replace));
  into.push_back(std::move(p));
}

std::string our_config(const json& container) {
  for (const auto& config : list(container, "Configs"))
    if (auto name = text(config, "ConfigName"); name.starts_with(owned::config_prefix))
      return name;
  return {};
}

std::uint64_t bootstrap_index_of(const json& container) {
  const auto environment = environment_of(container);
  const auto store_index = environment.find(owned::store_index_variable);
  std::uint64_t number = 0;
  if (store_index != environment.end())
    std::from_chars(store_index->second.data(), store_index->second.data() + store_index->second.size(), number);
  return number;
}

void decode_config(const json& config, std::vector<config_object>& into) {
  const auto& spec = at(config, "Spec");
  into.push_back({needed_text(config, "ID"), needed_text(spec, "Name"), sortable_time(text(config, "CreatedAt")),
                  whole<std::uint64_t>(at(config, "Version"), "Index"), text_map(spec, "Labels")});
}

} // namespace

managed_spec managed_spec_of(const json& spec) {
  const auto &task = at(spec, "TaskTemplate"), &container = at(task, "ContainerSpec");
  const auto &placement = at(task, "Placement"), &update = at(spec, "UpdateConfig");
  const auto constraints = texts(placement, "Constraints"), networks = network_ids(spec);
  const auto ports = ports_of(at(spec, "EndpointSpec"));
  managed_spec s;
  s.image = text(container, "Image");
  s.command = texts(container, "Command");
  s.args = texts(container, "Args");
  s.environment = environment_of(container);
  s.replicas = replicas_of(at(spec, "Mode"));
  s.labels = text_map(spec, "Labels");
  s.labels.erase(owned::applied_label);
  s.container_labels = text_map(container, "Labels");
  s.constraints = {constraints.begin(), constraints.end()};
  s.preferences = preferences_of(placement);
  s.networks = {networks.begin(), networks.end()};
  s.configs = mounted_configs(container);
  s.volumes = volumes_of(container);
  s.secrets = mounted_secrets(container);
  s.ports = {ports.begin(), ports.end()};
  s.stop_signal = text(container, "StopSignal");
  s.stop_grace = std::chrono::nanoseconds(whole<std::int64_t>(container, "StopGracePeriod"));
  s.update_delay = std::chrono::nanoseconds(whole<std::int64_t>(update, "Delay"));
  s.update_failure_action = text(update, "FailureAction");
  s.update_order = text(update, "Order");
  return s;
}

std::variant<std::optional<live_service>, listing_failed> decode_live_service(std::string_view body,
                                                                              const std::string& name) try {
  std::vector<live_service> found;
  decode_one(document(body), found);
  if (found.front().name != name)
    return std::nullopt;
  return std::move(found.front());
} catch (const std::exception& e) {
  return listing_failed{std::string("the engine's service cannot be read: ") + e.what()};
}

listed<live_service> decode_proxies(std::string_view body) {
  return all_of<live_service, listing_failed>(body, "services", decode_one);
}

listed<service_task> decode_service_tasks(std::string_view body, const std::string& service_id) {
  return all_of<service_task, listing_failed>(body, "tasks", [&](const json& task, std::vector<service_task>& into) {
    if (text(task, "DesiredState") != "running" || text(task, "ServiceID") != service_id)
      return;
    const auto &status = at(task, "Status"), &container = at(task, "Spec", "ContainerSpec");
    into.push_back({needed_text(task, "ID"), text(task, "NodeID"), text(status, "State"), our_config(container),
                    printable(text(status, "Err"), 240), addresses_of(task), bootstrap_index_of(container),
                    text(container, "Image")});
  });
}

listed<config_object> decode_configs(std::string_view body, const std::string& label, const std::string& value) {
  auto all = all_of<config_object, listing_failed>(body, "configs", decode_config);
  if (auto* found = std::get_if<std::vector<config_object>>(&all)) {
    found->erase(std::remove_if(found->begin(), found->end(),
                                [&](const config_object& c) {
                                  const auto l = c.labels.find(label);
                                  return l == c.labels.end() || l->second != value;
                                }),
                 found->end());
    std::sort(found->begin(), found->end(), [](const config_object& a, const config_object& b) {
      return std::tie(a.created, a.name) < std::tie(b.created, b.name);
    });
  }
  return all;
}

std::variant<bool, listing_failed> is_same_config(std::string_view body, const std::string& name,
                                                  const std::string& data) try {
  const auto parsed = document(body);
  const auto& spec = at(parsed, "Spec");
  return text(spec, "Name") == name && text(spec, "Data") == data;
} catch (const std::exception& e) {
  return listing_failed{std::string("the engine's config object cannot be read: ") + e.what()};
}

std::variant<core_service, listing_failed> decode_owner(std::string_view tasks, std::string_view services,
                                                        const std::string& container_id_prefix) {
  auto owners = all_of<std::string, listing_failed>(tasks, "tasks", [&](const json& task, auto& into) {
    const auto container = text(at(task, "Status", "ContainerStatus"), "ContainerID");
    if (!container_id_prefix.empty() && container.starts_with(container_id_prefix))
      into.push_back(text(task, "ServiceID"));
  });
  if (auto* failed = std::get_if<listing_failed>(&owners))
    return std::move(*failed);
  auto all = decode_services(services);
  if (auto* failed = std::get_if<listing_failed>(&all))
    return std::move(*failed);
  const auto& ids = std::get<std::vector<std::string>>(owners);
  for (const auto& service : std::get<std::vector<swarm_service>>(all))
    if (ids.size() == 1 && service.id == ids.front())
      return core_service{service.name, service.networks};
  return core_service{};
}

} // namespace signalbox
