// A simulation for the watcher logic: a Swarm in memory that answers each read after 2 ms, on a simulated clock.
#pragma once
#include "actors/watcher/watcher_logic.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace signalbox {

using namespace std::chrono_literals;

class watcher_model {
public:
  explicit watcher_model(std::vector<cluster_settings> clusters) : logic_(std::move(clusters), {}, 1) {}

  // The Swarm's state.
  std::map<std::string, swarm_service> services;
  std::vector<swarm_task> tasks;
  std::vector<swarm_node> nodes{{"node", "w-00", "192.168.0.7", true}};
  std::vector<swarm_network> networks{{"net", "demo", false}};
  std::vector<swarm_secret> secrets;
  std::uint64_t version = 0; ///< of the newest change of a task
  bool failing = false;
  bool tasks_fail = false, secrets_fail = false;

  // What the watcher did.
  std::vector<view_changed> published;
  watcher_report report;
  std::map<std::string, int> reads;
  std::vector<std::string> history;
  int stream_restarts = 0;
  std::size_t ids_in_last_task_read = 0;

  void start() {
    perform_all(logic_.start(now));
    hear(stream_up{});
    pass(20ms);
  }
  void hear(const feed_event& e) { perform_all(logic_.on(e, now)); }
  void hear(const task_event& e) { perform_all(logic_.on(e, now)); }
  void send_update_event(const std::string& service) { hear(engine_event{"service", "update", service, service}); }
  void pass(milliseconds time) {
    const auto end = now + time;
    for (auto steps = 0; !agenda_.empty() && agenda_.begin()->first <= end; ++steps) {
      if (steps > 1'000'000)
        throw std::logic_error("the watcher spins: it wakes without anything to do");
      now = std::max(now, agenda_.begin()->first);
      const auto next = std::move(agenda_.begin()->second);
      agenda_.erase(agenda_.begin());
      next();
    }
    now = end;
  }
  swarm_service& add(const std::string& name, const std::string& cluster, std::uint64_t replicas = 1) {
    auto& s = services[name];
    s.id = s.name = name;
    s.labels = {{"com.docker.lb.hosts", name + ".local"}, {"com.docker.lb.port", "80"}};
    if (!cluster.empty())
      s.labels["com.docker.lb.service_cluster"] = cluster;
    s.networks = {"net"};
    s.replicas = replicas;
    return s;
  }
  void run_task(const std::string& service, const std::string& state = "running") {
    const auto n = std::to_string(++started_);
    tasks.push_back({"task-" + n, service, "node", state, {{"net", "10.0.0." + n}}, {}, {}, ++version});
  }
  const cluster_view* last_view(const std::string& cluster) const {
    for (auto i = published.rbegin(); i != published.rend(); ++i)
      if (i->cluster.value == cluster)
        return i->view.get();
    return nullptr;
  }
  watcher_logic& logic() { return logic_; }
  instant now{};

private:
  void perform_all(watcher_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
  }
  template <class T>
  listed<T> answer(std::vector<T> found, bool fails) const {
    if (fails)
      return listing_failed{"connection reset"};
    return found;
  }
  void answer_later(std::function<watcher_effects()> step) {
    agenda_.emplace(now + 2ms, [this, step] { perform_all(step()); });
  }
  static bool asked(const std::vector<std::string>& ids, const std::string& id) {
    return ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
  }
  void perform(read_effect& r) {
    std::visit([this](auto& x) { perform(x); }, r);
  }
  void perform(read_services& r) {
    ++reads["services"];
    answer_later([this, ids = r.ids] {
      std::vector<swarm_service> found;
      for (const auto& [id, s] : services)
        if (asked(ids, id))
          found.push_back(s);
      return logic_.on_services(answer(found, failing), now);
    });
  }
  void perform(read_tasks& r) {
    ++reads["tasks"];
    ids_in_last_task_read = r.service_ids.size();
    answer_later([this, ids = r.service_ids] {
      std::vector<swarm_task> found;
      for (const auto& t : tasks)
        if (asked(ids, t.service_id))
          found.push_back(t);
      return logic_.on_tasks(answer(found, failing || tasks_fail), now);
    });
  }
  void perform(read_nodes&) {
    answer_later([this] { return logic_.on_nodes(answer(nodes, failing), now); });
  }
  void perform(read_networks&) {
    answer_later([this] { return logic_.on_networks(answer(networks, failing), now); });
  }
  void perform(read_secrets&) {
    ++reads["secrets"];
    answer_later([this] { return logic_.on_secrets(answer(secrets, failing || secrets_fail), now); });
  }
  void perform(view_changed& v) { published.push_back(v); }
  void perform(wake_later& w) {
    agenda_.emplace(now + w.in, [this, epoch = w.epoch] { perform_all(logic_.on_wake(epoch, now)); });
  }
  void perform(publish_report<watcher_report>& effect) { report = effect.report; }
  void perform(record_event& event) { history.push_back(event.what); }
  void perform(restart_task_stream&) { ++stream_restarts; }

  watcher_logic logic_;
  int started_ = 0; // tasks
  std::multimap<instant, std::function<void()>> agenda_;
};

inline std::vector<cluster_settings> two_clusters() {
  cluster_settings east, west;
  east.id = {"us-east"};
  east.service_cluster = "us-east";
  east.proxy_service_name = "proxy-east";
  west.id = {"us-west"};
  west.service_cluster = "us-west";
  return {east, west};
}

/// `quiet` passes time until the watcher is idle, and clears what it published and read.
struct two_cluster_swarm : watcher_model {
  two_cluster_swarm() : watcher_model(two_clusters()) {}
  void quiet() {
    pass(10s);
    published.clear();
    reads.clear();
  }
};

} // namespace signalbox
