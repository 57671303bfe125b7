#include "adapters/docker/applied_label.hpp"

#include "adapters/docker/json_read.hpp"

namespace signalbox {

using namespace json_read;

namespace {

json port_document(const published_port& port) {
  return {
      {"protocol", port.protocol}, {"target", port.target}, {"published", port.published}, {"host", port.host_mode}};
}

std::set<published_port> ports_from(const json& document) {
  std::set<published_port> ports;
  for (const auto& port : list(document, "ports"))
    ports.insert({text(port, "protocol"), whole<std::uint16_t>(port, "target"), whole<std::uint16_t>(port, "published"),
                  truth(port, "host")});
  return ports;
}

std::set<std::string> text_set(const json& document, const char* key) {
  const auto all = texts(document, key);
  return {all.begin(), all.end()};
}

std::chrono::nanoseconds nanoseconds_from(const json& document, const char* key) {
  return std::chrono::nanoseconds(whole<std::int64_t>(document, key));
}

} // namespace

std::string applied_text(const managed_spec& spec) {
  json ports = json::array();
  for (const auto& port : spec.ports)
    ports.push_back(port_document(port));
  const json document = {{"image", spec.image},
                         {"command", spec.command},
                         {"args", spec.args},
                         {"environment", spec.environment},
                         {"replicas", spec.replicas},
                         {"labels", spec.labels},
                         {"container_labels", spec.container_labels},
                         {"constraints", spec.constraints},
                         {"preferences", spec.preferences},
                         {"networks", spec.networks},
                         {"configs", spec.configs},
                         {"volumes", spec.volumes},
                         {"secrets", spec.secrets},
                         {"ports", std::move(ports)},
                         {"stop_signal", spec.stop_signal},
                         {"stop_grace", spec.stop_grace.count()},
                         {"update_delay", spec.update_delay.count()},
                         {"update_failure_action", spec.update_failure_action},
                         {"update_order", spec.update_order}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<managed_spec> applied_of(const std::string& label) try {
  const auto d = document(label);
  if (!d.is_object())
    return std::nullopt;
  managed_spec spec;
  spec.image = needed_text(d, "image");
  spec.command = texts(d, "command");
  spec.args = texts(d, "args");
  spec.environment = text_map(d, "environment");
  spec.replicas = whole<std::uint64_t>(d, "replicas", spec.replicas);
  spec.labels = text_map(d, "labels");
  spec.container_labels = text_map(d, "container_labels");
  spec.constraints = text_set(d, "constraints");
  spec.preferences = texts(d, "preferences");
  spec.networks = text_set(d, "networks");
  spec.configs = text_map(d, "configs");
  spec.volumes = text_map(d, "volumes");
  spec.secrets = text_map(d, "secrets");
  spec.ports = ports_from(d);
  spec.stop_signal = text(d, "stop_signal");
  spec.stop_grace = nanoseconds_from(d, "stop_grace");
  spec.update_delay = nanoseconds_from(d, "update_delay");
  spec.update_failure_action = text(d, "update_failure_action");
  spec.update_order = text(d, "update_order");
  return spec;
} catch (const std::exception&) {
  return std::nullopt;
}

} // namespace signalbox
