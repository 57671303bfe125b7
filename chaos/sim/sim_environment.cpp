#include "chaos/sim/sim_environment.hpp"

#include "adapters/proxy/programs.hpp"
#include "chaos/sim/sim_engines.hpp"

#include <stdexcept>

namespace signalbox::sim {

sim_environment::sim_environment(const run_request& request, milliseconds warm_up)
    : time(-warm_up), log(request.trace_lines), faults(time, request.seed, request.schedule.fault_windows),
      swarm(time, log), agents(time, log, faults, swarm, routes, request.plan.agent_unsupported), request_(request) {
  swarm.publish_event = [this](const engine_event& e) { events.publish(e); };
  if (request.plan.pushed)
    swarm.task_changed = [this](const sim_task& t) {
      changes.publish(std::vector<task_change>{{as_seen(t), t.wanted}});
    };
  swarm.outcome_of = [this](const sim_service& s) { return faults.outcome_of_task(s, swarm.text_of(s)); };
  swarm.service_changed = [this](const std::string& service) { routes.service_changed(service); };
  routes.join_later = request.plan.agents;
  swarm.task_runs = [this](const sim_task& t) { agents.task_runs(t); };
  routes.served_config = [this](const sim_task& t) { return agents.served_config(t); };
  swarm.update_state_changed = [this](const sim_service& s) {
    writes.update_state_changed(s);
    rejected_updates_ += s.update_state == "rollback_started" || s.update_state == "paused";
  };
}

cluster_settings sim_environment::settings_of(const std::string& cluster) const {
  cluster_settings c;
  c.id = {cluster};
  c.service_cluster = service_cluster(cluster);
  c.proxy_service_name = proxy_name(cluster);
  c.proxy_replicas = request_.plan.replicas;
  c.core_name = "interlock";
  if (request_.plan.agents) {
    c.core_endpoint = "http://tasks.interlock:8080";
    c.core_networks = {core_network};
  }
  c.published_port = static_cast<std::uint16_t>(8000 + cluster.size());
  if (cluster == "us-west") {
    c.publish = publish_mode::host;
    c.networks = {"net-a", "net-b"};
  }
  return c;
}

std::shared_ptr<connection> sim_environment::connect(const std::string& port) {
  connections_.push_back(std::make_shared<connection>(time, log, faults, port));
  return connections_.back();
}

std::shared_ptr<dependencies> sim_environment::make_dependencies() {
  auto d = std::make_shared<dependencies>();
  d->version = "chaos";
  d->janitor_interval = milliseconds{20000};
  for (const auto& name : clusters_) {
    d->settings.clusters.push_back(settings_of(name));
    d->proxy_engines[{name}] = std::make_shared<sim_service_engine>(
        swarm, writes, connect(name), name, [this, path = name + "/proxy"] { return lifecycle.instance_of(path); });
  }
  d->source = std::make_shared<sim_source>(swarm, events, connect("watcher"), removed_tasks);
  if (request_.plan.pushed)
    d->tasks = std::make_shared<sim_task_stream>(changes, removed_tasks);
  d->janitor = std::make_shared<sim_janitor>(swarm, writes, connect("janitor"));
  if (request_.plan.agents) {
    server_ = std::make_shared<sim_agent_server>(time, routes);
    d->agents = server_;
    d->agent = std::make_shared<const std::string>("#!/bin/sh");
  }
  d->programs = proxy_program_table();
  d->render = [this](const route_table& table, const cluster_settings& c) {
    if (faults.throws("renderer", "render"))
      throw std::runtime_error("chaos: the renderer throws");
    auto result = default_program().render(table, c);
    if (const auto* good = std::get_if<rendered_text>(&result))
      routes.rendered(c, table, good->text);
    return result;
  };
  request_.tamper(*d);
  return d;
}

void sim_environment::start_core() {
  ++cores_;
  auto d = make_dependencies();
  retired_.insert(retired_.end(), {d->source, d->janitor});
  for (const auto& [_, engine] : d->proxy_engines)
    retired_.push_back(engine);
  retired_.push_back(d->agents);
  agents.set_server(server_);
  core = std::make_unique<sim_core>(std::move(d), time, log, lifecycle,
                                    rng{request_.seed, "turns " + std::to_string(cores_)}, [this] {
                                      if (faults.throws("store", "publish"))
                                        throw std::runtime_error("chaos: the store throws");
                                    });
}

void sim_environment::end_core() {
  for (const auto& c : connections_)
    c->close();
  agents.set_server(nullptr);
  if (server_)
    server_->close();
  retired_.insert(retired_.end(), connections_.begin(), connections_.end());
  connections_.clear();
  core.reset();
}

void sim_environment::replace_core() {
  end_core();
  start_core();
}

// After a restart Swarm starts another core with a delay; some restarts change the configuration.
void sim_environment::apply(const action& a) {
  if (!core)
    return;
  if (a.what == action_kind::kill) {
    faults.count(fault_kind::kill);
    return core->kill(a.subject);
  }
  if (a.what == action_kind::crash) {
    faults.count(fault_kind::crash);
    return core->crash(a.subject);
  }
  faults.count(fault_kind::restart_core);
  end_core();
  clusters_.clear();
  for (const std::string name : cluster_names)
    if (name != a.subject)
      clusters_.push_back(name);
  time.in(milliseconds{a.amount % 4000}, [this, restart = ++restarts_] {
    if (!core && restart == restarts_)
      start_core();
  });
}

void sim_environment::change_swarm(const action& a) {
  log.line(time.now(), "workload", to_string(a));
  if (a.what == action_kind::half_die)
    faults.count(fault_kind::half_die);
  workload.apply(a);
  if (a.what == action_kind::operate)
    if (const auto i = swarm.services.find(proxy_name(a.cluster)); i != swarm.services.end())
      writes.written_by_operator(i->second.id);
}

void sim_environment::storm(std::uint64_t events_per_millisecond, milliseconds lasts) {
  if (lasts.count() <= 0 || swarm.services.empty())
    return;
  faults.count(fault_kind::storm);
  std::size_t n = 0;
  for (auto i = swarm.services.begin(); n < events_per_millisecond; ++n) {
    events.publish(engine_event{"service", "update", i->second.id, i->first});
    if (++i == swarm.services.end())
      i = swarm.services.begin();
  }
  time.in(milliseconds{1},
          [this, events_per_millisecond, lasts] { storm(events_per_millisecond, lasts - milliseconds{1}); });
}

void sim_environment::cut(const fault& f) {
  if (matches(f.where, "events"))
    events.cut();
  if (matches(f.where, "tasks"))
    changes.cut();
}

void sim_environment::kill_any_actor(rng& random) {
  const std::vector<std::string> all{core->paths().begin(), core->paths().end()};
  core->kill(random.pick(all));
}

void sim_environment::heal() {
  faults.heal();
  workload.heal();
  if (!core)
    start_core();
}

std::vector<std::string> sim_environment::proxy_tasks(const std::string& cluster) const {
  std::vector<std::string> ids;
  if (const auto s = swarm.services.find(proxy_name(cluster)); s != swarm.services.end())
    for (const auto* t : swarm.wanted_tasks(s->second))
      ids.push_back(t->id + ' ' + routes.served_config(*t));
  return ids;
}

std::vector<std::string> sim_environment::all_proxy_tasks() const {
  std::vector<std::string> all;
  for (const std::string c : cluster_names)
    for (auto& id : proxy_tasks(c))
      all.push_back(std::move(id));
  return all;
}

void sim_environment::check_lifecycle() {
  if (core)
    lifecycle.check(core->paths(), core->snapshot(), core->metrics());
}

run_figures sim_environment::figures() const {
  return {log.steps(), lifecycle.deaths(), writes.writes(), rejected_updates_, cores_, faults.counts(), time.now()};
}

} // namespace signalbox::sim
