// A Swarm in memory behind the actors' ports, for tests of the actor tree without sockets. It answers at once, on the
// calling thread. The engine double simulates the rest: timing, HTTP faults, Swarm's scheduler.
#pragma once
#include "actors/ports.hpp"

#include <map>
#include <string>
#include <vector>

namespace signalbox {

class memory_swarm {
public:
  std::map<std::string, swarm_service> services;
  std::vector<swarm_task> tasks;
  std::vector<swarm_node> nodes{{"node", "w-00", "192.168.0.7", true}};
  std::vector<swarm_network> networks{{"net", "demo", false}};
  std::vector<swarm_secret> secrets;
  std::map<std::string, live_service> proxies;  ///< by name
  std::map<std::string, config_object> configs; ///< by name
  std::map<std::string, config_object> tokens;  ///< secrets that core made, by name
  std::map<std::string, std::string> texts;     ///< contents of the config objects, by name
  int creates = 0, updates = 0, removals = 0;
  bool failing = false;
  std::map<std::string, bool> silent; ///< cluster → its engine calls are never answered
  std::function<void(feed_event)> sink;

  void add(const std::string& name, const std::string& cluster) {
    auto& s = services[name];
    s.id = s.name = name;
    s.labels = {{"com.docker.lb.hosts", name + ".local"},
                {"com.docker.lb.port", "80"},
                {"com.docker.lb.service_cluster", cluster}};
    s.networks = {"net"};
    s.replicas = 1;
    tasks.push_back(
        {"task-" + name, name, "node", "running", {{"net", "10.0.0." + std::to_string(tasks.size() + 1)}}, {}});
    send_update_event(name);
  }
  void send_update_event(const std::string& name) {
    if (sink)
      sink(engine_event{"service", "update", name, name});
  }
};

class memory_source : public swarm_source {
public:
  explicit memory_source(memory_swarm& swarm) : swarm_(swarm) {}
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    swarm_.sink = std::move(sink);
    swarm_.sink(stream_up{});
    return std::make_unique<listener>(swarm_);
  }
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override {
    std::vector<swarm_service> found;
    for (const auto& [id, s] : swarm_.services)
      if (ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end())
        found.push_back(s);
    answer(std::move(found), done);
  }
  void list_tasks(std::vector<std::string> ids, on_answer<listed<swarm_task>> done) override {
    std::vector<swarm_task> found;
    for (const auto& t : swarm_.tasks)
      if (ids.empty() || std::find(ids.begin(), ids.end(), t.service_id) != ids.end())
        found.push_back(t);
    answer(std::move(found), done);
  }
  void list_nodes(on_answer<listed<swarm_node>> done) override { answer(swarm_.nodes, done); }
  void list_networks(on_answer<listed<swarm_network>> done) override { answer(swarm_.networks, done); }
  void list_secrets(on_answer<listed<swarm_secret>> done) override { answer(swarm_.secrets, done); }

private:
  struct listener : subscription {
    explicit listener(memory_swarm& s) : swarm(s) {}
    ~listener() override { swarm.sink = nullptr; }
    memory_swarm& swarm;
  };
  template <class T>
  void answer(std::vector<T> found, const on_answer<listed<T>>& done) {
    const listed<T> result =
        swarm_.failing ? listed<T>{listing_failed{"connection reset"}} : listed<T>{std::move(found)};
    done([result] { return result; });
  }
  memory_swarm& swarm_;
};

/// SwarmKit's stream, controlled by a test.
class memory_tasks : public task_stream {
public:
  int follows = 0;
  std::function<void(task_event)> sink;

  std::unique_ptr<subscription> follow(std::function<void(task_event)> to) override {
    ++follows;
    sink = std::move(to);
    sink(task_stream_up{});
    return std::make_unique<listener>(*this);
  }

private:
  struct listener : subscription {
    explicit listener(memory_tasks& t) : tasks(t) {}
    ~listener() override { tasks.sink = nullptr; }
    memory_tasks& tasks;
  };
};

class memory_service_engine : public service_engine {
public:
  memory_service_engine(memory_swarm& swarm, std::string cluster) : swarm_(swarm), cluster_(std::move(cluster)) {}
  void observe(cluster_id cluster, std::string name, on_answer<observed_service> done) override {
    if (swarm_.silent[cluster_])
      return;
    service_observation seen;
    if (const auto i = swarm_.proxies.find(name); i != swarm_.proxies.end()) {
      seen.service = i->second;
      seen.tasks = {{"task-" + name + std::to_string(i->second.version),
                     "node",
                     "running",
                     i->second.spec.configs.begin()->second,
                     "",
                     {}}};
    }
    for (const auto& [_, c] : swarm_.configs)
      if (c.labels.at(owned::cluster_label) == cluster.value)
        seen.configs.push_back(c);
    done([seen] { return observed_service{seen}; });
  }
  void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                     on_answer<engine_outcome> done) override {
    swarm_.configs[name] = {"id-" + name, name, "", 1, std::move(labels)};
    swarm_.texts[name] = *text;
    answer(engine_done{}, done);
  }
  void create_secret(std::string name, label_map labels, std::string, on_answer<engine_outcome> done) override {
    swarm_.tokens[name] = {"id-" + name, name, "", 1, std::move(labels)};
    answer(engine_done{}, done);
  }
  void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) override {
    swarm_.configs[object.name].labels = std::move(labels);
    answer(engine_done{}, done);
  }
  void remove_config(std::string id, on_answer<engine_outcome> done) override {
    std::erase_if(swarm_.configs, [&](const auto& c) { return c.second.id == id; });
    answer(engine_done{}, done);
  }
  void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) override {
    ++swarm_.creates;
    swarm_.proxies[name] = {"id-" + name, name, 1, true, desired, desired, "", "", "", {}};
    answer(engine_done{}, done);
  }
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    auto& p = swarm_.proxies[live.name];
    if (p.version != live.version)
      return answer(engine_conflict{"update out of sequence"}, done);
    ++swarm_.updates;
    ++p.version;
    p.spec = std::move(merged);
    p.applied = std::move(desired);
    p.update_state = "completed";
    p.update_started = std::to_string(swarm_.updates);
    answer(engine_done{}, done);
  }

private:
  void answer(engine_outcome o, const on_answer<engine_outcome>& done) {
    if (!swarm_.silent[cluster_])
      done([o] { return o; });
  }
  memory_swarm& swarm_;
  std::string cluster_;
};

class memory_janitor_engine : public janitor_engine {
public:
  explicit memory_janitor_engine(memory_swarm& swarm) : swarm_(swarm) {}
  void list_owned(on_answer<listed<live_service>> done) override {
    std::vector<live_service> found;
    for (const auto& [_, p] : swarm_.proxies)
      found.push_back(p);
    done([found] { return listed<live_service>{found}; });
  }
  void remove_service(std::string id, on_answer<engine_outcome> done) override {
    ++swarm_.removals;
    std::erase_if(swarm_.proxies, [&](const auto& p) { return p.second.id == id; });
    done([] { return engine_outcome{engine_done{}}; });
  }
  void list_owned_configs(on_answer<listed<config_object>> done) override {
    std::vector<config_object> found;
    for (const auto& [_, c] : swarm_.configs)
      found.push_back(c);
    done([found] { return listed<config_object>{found}; });
  }
  void remove_config(std::string id, on_answer<engine_outcome> done) override {
    std::erase_if(swarm_.configs, [&](const auto& c) { return c.second.id == id; });
    done([] { return engine_outcome{engine_done{}}; });
  }
  void list_owned_secrets(on_answer<listed<config_object>> done) override {
    std::vector<config_object> found;
    for (const auto& [_, s] : swarm_.tokens)
      found.push_back(s);
    done([found] { return listed<config_object>{found}; });
  }
  void remove_secret(std::string id, on_answer<engine_outcome> done) override {
    std::erase_if(swarm_.tokens, [&](const auto& s) { return s.second.id == id; });
    done([] { return engine_outcome{engine_done{}}; });
  }
  void find_core(std::string, on_answer<std::variant<core_service, engine_unreachable>> done) override {
    done([] { return std::variant<core_service, engine_unreachable>{core_service{"interlock", {}}}; });
  }

private:
  memory_swarm& swarm_;
};

} // namespace signalbox
