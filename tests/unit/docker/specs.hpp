// Service specs for tests.
#pragma once
#include "messages/managed_service.hpp"

#include <functional>
#include <vector>

namespace signalbox::test {

/// A spec with a value in every field.
inline managed_spec full_spec() {
  managed_spec s;
  s.image = "nginx:alpine@sha256:0123";
  s.args = {"nginx", "-g", "daemon \"off\";\n"};
  s.command = {"/bin/sh", "/signalbox/agent"};
  s.environment = {{"A", "b=c"}, {"EMPTY", ""}};
  s.replicas = 3;
  s.labels = {{owned::type_label, owned::proxy_type}, {"a", "b"}};
  s.container_labels = {{"c", "d"}};
  s.constraints = {"node.role==worker", "node.labels.x!=y"};
  s.preferences = {"node.labels.rack", "node.labels.a"};
  s.networks = {"net1", "net2"};
  s.configs = {{"/etc/nginx/nginx.conf", "com.docker.interlock.proxy.e.1"}};
  s.volumes = {{"/signalbox/kept", "proxy-kept"}};
  s.secrets = {{"shop.pem", "stack_shop.pem"}};
  s.ports = {{"tcp", 80, 8080, false}, {"udp", 53, 0, true}};
  s.stop_signal = "SIGQUIT";
  s.stop_grace = std::chrono::seconds(5);
  s.update_delay = std::chrono::milliseconds(1500);
  s.update_failure_action = "rollback";
  s.update_order = "start-first";
  return s;
}

/// Copies of `full_spec`, each with another field changed.
inline std::vector<managed_spec> one_change_each() {
  const std::vector<std::function<void(managed_spec&)>> changes = {
      [](auto& s) { s.image = "nginx:1"; },
      [](auto& s) { s.command.clear(); },
      [](auto& s) { s.args.clear(); },
      [](auto& s) { s.environment["A"] = "d"; },
      [](auto& s) {
        s.environment = {{"B", ""}};
      },
      [](auto& s) { s.volumes["/signalbox/kept"] = "other"; },
      [](auto& s) {
        s.volumes = {{"/x", "y"}};
      },
      [](auto& s) { s.replicas = 0; },
      [](auto& s) { s.labels = {}; },
      [](auto& s) { s.container_labels["c"] = "e"; },
      [](auto& s) {
        s.constraints = {"node.id==1", "node.role==worker"};
      },
      [](auto& s) {
        s.preferences = {"node.labels.a", "node.labels.rack"};
      },
      [](auto& s) {
        s.networks = {"net2", "net3"};
      },
      [](auto& s) {
        s.configs = {{"/a", "one"}, {"/etc/nginx/nginx.conf", "two"}};
      },
      [](auto& s) {
        s.secrets = {{"shop.pem", "one"}, {"two", "two"}};
      },
      [](auto& s) {
        s.ports = {{"tcp", 80, 8081, true}};
      },
      [](auto& s) { s.stop_signal = ""; },
      [](auto& s) { s.stop_grace = {}; },
      [](auto& s) { s.update_delay = std::chrono::hours(1); },
      [](auto& s) { s.update_failure_action = "pause"; },
      [](auto& s) { s.update_order = "stop-first"; }};
  std::vector<managed_spec> all;
  for (const auto& change : changes) {
    all.push_back(full_spec());
    change(all.back());
  }
  return all;
}

} // namespace signalbox::test
