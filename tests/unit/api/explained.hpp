// A snapshot with a service that shares its host, one that is left out, one without a cluster, and tasks of every kind.
#pragma once
#include "messages/reports.hpp"

namespace signalbox {

inline app_service demo_in_view() {
  app_service demo{"s1", "demo", {}, {{"n1", "demo-net"}}, {}, {}};
  demo.labels = {{"com.docker.lb.hosts", "demo.local"},
                 {"com.docker.lb.port", "8080"},
                 {"com.docker.lb.service_cluster", "us-east"},
                 {"com.docker.lb.colour", "blue"},
                 {"maintainer", "us"}};
  demo.tasks = {{"t1", "192.168.1.1", {{"n1", "10.0.1.5"}}, {}}, {"t2", "192.168.1.2", {}, {}}};
  return demo;
}

inline route_table shared_table() {
  host_route host;
  host.host = "demo.local";
  path_route api, root;
  api.path = api.strip = "/api";
  api.backends = {{"api", {{"10.0.2.1", 80}}}};
  root.backends = {{"demo", {{"10.0.1.5", 8080}}}, {"demo-next", {{"10.0.1.9", 8080}}}};
  root.backends[1].weight = 10;
  host.paths = {api, root};
  return {{host}, {{"n1", "demo-net"}}};
}

inline status_snapshot explained_snapshot() {
  status_snapshot p;
  p.version = "0.1.0";
  p.watcher = watcher_report{health::ok, "", true, 4, 7, 2, {}, 0, 0, 3};
  p.watcher->unrouted = std::make_shared<const unrouted_services>(unrouted_services{
      {{"s9", "lost", {{"com.docker.lb.service_cluster", "us-noth"}, {"com.docker.lb.port", "none"}}}},
      {{"t3", "s1", "preparing", "worker-1"}, {"t4", "s2", "pending", ""}},
      {{"s8", "inner", {{"com.docker.lb.hosts", "inner.local"}, {"com.docker.lb.port", "80"}}}}});
  cluster_status c{{"us-east"}, "us-east", "interlock-proxy-us-east", {}, {}, {}};
  problem bad_port{severity::error, "bad", "label com.docker.lb.port", "'x' is not one number", "give one"};
  c.routes = cluster_report{{1, 7}, 1, 2, {{"s2", "bad", false, {}, 0, {bad_port}}}, {}};
  c.routes->services.push_back({"s1", "demo", true, {"demo.local"}, 1, {}, "demo-net"});
  cluster_view view;
  view.services = {{"s2", "bad", {{"com.docker.lb.port", "x"}}, {}, {}, {}}, demo_in_view()};
  c.routes->view = std::make_shared<const cluster_view>(view);
  c.routes->table = std::make_shared<const route_table>(shared_table());
  c.extension = extension_report{{1, 7}, {"abc"}, 512, {}};
  c.proxy = proxy_report{health::ok, "", "svc", {1, 7}, {1, 7}, "config-b", "config-b", 1, 1, {}, {}, {}};
  c.proxy->hitless = hitless_mode::on;
  c.proxy->tasks = {{"p1", "node-a", "config-b", "nginx/1.22.1", "loaded", std::chrono::seconds(9)}};
  p.clusters = {c};
  p.actors = {{"watcher", {}}};
  return p;
}

} // namespace signalbox
