#include "chaos/sim/stage_set.hpp"

#include "adapters/nginx/renderer.hpp"
#include "chaos/sim/sim_engines.hpp"

#include <stdexcept>

namespace signalbox::sim {

stage_set::stage_set(const run_request& request, milliseconds warm_up)
    : time(-warm_up), log(request.trace_lines), sky(time, request.seed, request.how.spells), swarm(time, log),
      agents(time, log, sky, swarm, routes, request.what.toolless), request_(request) {
  swarm.announce = [this](const engine_event& e) { feed.announce(e); };
  if (request.what.pushed)
    swarm.task_changed = [this](const sim_task& t) {
      changes.announce(std::vector<task_change>{{as_seen(t), t.wanted}});
    };
  swarm.fate_of = [this](const sim_service& s) { return sky.of_task(s, swarm.text_of(s)); };
  swarm.changed = [this](const std::string& service) { routes.changed(service); };
  routes.join_later = request.what.agents;
  swarm.task_runs = [this](const sim_task& t) { agents.task_runs(t); };
  routes.serves = [this](const sim_task& t) { return agents.serves(t); };
  swarm.update_moved = [this](const sim_service& s) {
    writes.update_moved(s);
    given_up_ += s.update_state == "rollback_started" || s.update_state == "paused";
  };
}

cluster_settings stage_set::settings_of(const std::string& cluster) const {
  cluster_settings c;
  c.id = {cluster};
  c.service_cluster = service_cluster(cluster);
  c.proxy_service_name = proxy_name(cluster);
  c.proxy_replicas = request_.what.replicas;
  c.core_name = "interlock";
  if (request_.what.agents) {
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

std::shared_ptr<session> stage_set::line(const std::string& port) {
  lines_.push_back(std::make_shared<session>(time, log, sky, port));
  return lines_.back();
}

std::shared_ptr<world> stage_set::make_world() {
  auto w = std::make_shared<world>();
  w->version = "chaos";
  w->cleaning = milliseconds{20000};
  for (const auto& name : clusters_) {
    w->settings.clusters.push_back(settings_of(name));
    w->proxies[{name}] = std::make_shared<sim_proxy_engine>(
        swarm, writes, line(name), name, [this, path = name + "/proxy"] { return lives.instance_of(path); });
  }
  w->source = std::make_shared<sim_source>(swarm, feed, line("watcher"), gone);
  if (request_.what.pushed)
    w->tasks = std::make_shared<sim_task_stream>(changes, gone);
  w->janitor = std::make_shared<sim_janitor>(swarm, writes, line("janitor"));
  if (request_.what.agents) {
    desk_ = std::make_shared<sim_desk>(time, routes);
    w->agents = desk_;
    w->agent = std::make_shared<const std::string>("#!/bin/sh");
  }
  w->render = [this](const route_table& table, const cluster_settings& c) {
    if (sky.throws("renderer", "render"))
      throw std::runtime_error("chaos: the renderer throws");
    auto result = render_nginx(table, c);
    if (const auto* good = std::get_if<rendered_text>(&result))
      routes.rendered(c, table, good->text);
    return result;
  };
  request_.tamper(*w);
  return w;
}

void stage_set::start_core() {
  ++cores_;
  auto w = make_world();
  graveyard_.insert(graveyard_.end(), {w->source, w->janitor});
  for (const auto& [_, engine] : w->proxies)
    graveyard_.push_back(engine);
  graveyard_.push_back(w->agents);
  agents.use(desk_);
  core = std::make_unique<core_life>(std::move(w), time, log, lives,
                                     dice{request_.seed, "turns " + std::to_string(cores_)}, [this] {
                                       if (sky.throws("board", "publish"))
                                         throw std::runtime_error("chaos: the board throws");
                                     });
}

void stage_set::end_core() {
  for (const auto& l : lines_)
    l->close();
  agents.use(nullptr);
  if (desk_)
    desk_->close();
  graveyard_.insert(graveyard_.end(), lines_.begin(), lines_.end());
  lines_.clear();
  core.reset();
}

void stage_set::replace_core() {
  end_core();
  start_core();
}

// Swarm starts another one after a while, perhaps with another configuration.
void stage_set::strike(const deed& d) {
  if (!core)
    return;
  if (d.what == deed_kind::kill) {
    sky.count(fault_kind::kill);
    return core->kill(d.subject);
  }
  if (d.what == deed_kind::crash) {
    sky.count(fault_kind::crash);
    return core->crash(d.subject);
  }
  sky.count(fault_kind::restart_core);
  end_core();
  clusters_.clear();
  for (const std::string name : cluster_names)
    if (name != d.subject)
      clusters_.push_back(name);
  time.in(milliseconds{d.amount % 4000}, [this, restart = ++restarts_] {
    if (!core && restart == restarts_)
      start_core();
  });
}

void stage_set::perform(const deed& d) {
  log.line(time.now(), "workload", to_string(d));
  if (d.what == deed_kind::half_die)
    sky.count(fault_kind::half_die);
  work.perform(d);
  if (d.what == deed_kind::operate)
    if (const auto i = swarm.services.find(proxy_name(d.cluster)); i != swarm.services.end())
      writes.written_by_hand(i->second.id);
}

void stage_set::storm(std::uint64_t a_millisecond, milliseconds lasts) {
  if (lasts.count() <= 0 || swarm.services.empty())
    return;
  sky.count(fault_kind::storm);
  std::size_t n = 0;
  for (auto i = swarm.services.begin(); n < a_millisecond; ++n) {
    feed.announce(engine_event{"service", "update", i->second.id, i->first});
    if (++i == swarm.services.end())
      i = swarm.services.begin();
  }
  time.in(milliseconds{1}, [this, a_millisecond, lasts] { storm(a_millisecond, lasts - milliseconds{1}); });
}

void stage_set::cut(const fault& f) {
  if (matches(f.where, "events"))
    feed.cut();
  if (matches(f.where, "tasks"))
    changes.cut();
}

void stage_set::kill_any(dice& d) {
  const std::vector<std::string> all{core->paths().begin(), core->paths().end()};
  core->kill(d.pick(all));
}

void stage_set::heal() {
  sky.heal();
  work.heal();
  if (!core)
    start_core();
}

run_figures stage_set::figures() const {
  run_figures f{log.steps(), lives.deaths(), writes.writes(), given_up_, cores_, sky.happened(), time.now()};
  return f;
}

} // namespace signalbox::sim
