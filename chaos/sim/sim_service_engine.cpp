#include "chaos/sim/sim_engines.hpp"

#include <algorithm>

namespace signalbox::sim {

live_service as_live(const sim_service& s) {
  live_service p;
  p.id = s.id;
  p.name = s.name;
  p.version = s.version;
  const auto type = s.current.spec.labels.find(owned::type_label);
  p.ours = type != s.current.spec.labels.end() && type->second == owned::proxy_type;
  p.spec = s.current.spec;
  p.applied = s.current.applied;
  p.update_state = s.update_state;
  p.update_message = s.update_message;
  p.update_started = s.update_started;
  return p;
}

engine_outcome remove_config_object(sim_swarm& swarm, write_invariants& invariants, const std::string& id) {
  for (const auto& [name, c] : swarm.configs)
    if (c.object.id == id) {
      invariants.touches(c, "removes");
      if (swarm.config_in_use(name))
        return engine_refused{"config " + name + " is in use"};
      swarm.configs.erase(name);
      return engine_done{};
    }
  return engine_done{};
}

engine_outcome outcome_without_reply(const reply<engine_outcome>& r) {
  if (r.result == call_result::conflict)
    return engine_conflict{r.why()};
  return engine_unreachable{r.why()};
}

namespace {

struct pending_observation {
  service_observation seen;
  bool garbled = false;
};

std::vector<service_task> tasks_of(const sim_swarm& swarm, const std::string& service_id) {
  std::vector<service_task> found;
  for (const auto& [id, t] : swarm.tasks)
    if (t.wanted && t.service_id == service_id)
      found.push_back(
          {id, t.node, t.state, t.config, t.error, t.addresses, t.bootstrap ? t.bootstrap->store_index : 0});
  return found;
}

std::vector<config_object> configs_of(const sim_swarm& swarm, const std::string& cluster) {
  std::vector<config_object> found;
  for (const auto& [_, c] : swarm.configs)
    if (const auto i = c.object.labels.find(owned::cluster_label); i != c.object.labels.end() && i->second == cluster)
      found.push_back(c.object);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.created < b.created; });
  return found;
}

} // namespace

template <class T>
on_answer<T> sim_service_engine::counted(const char* call, on_answer<T> done) {
  connection_->throw_if_injected(call);
  if (connection_->closed())
    return done; // the core has ended, and an actor still handles a message
  const auto instance = instance_();
  invariants_.call_began(cluster_, instance);
  return [this, instance, done](deferred<T> decode) {
    invariants_.call_ended(cluster_, instance);
    done(std::move(decode));
  };
}

void sim_service_engine::observe(cluster_id cluster, std::string service_name, on_answer<observed_service> done) {
  auto pending = std::make_shared<pending_observation>();
  auto end = counted("observe", std::move(done));
  const auto failed = [end](const auto& r) { deliver<observed_service>(end, engine_unreachable{r.why()}, false); };
  const auto ask_configs = [this, pending, end, failed, cluster] {
    connection_->send<std::vector<config_object>>(
        "observe", [this, cluster] { return configs_of(swarm_, cluster.value); },
        [pending, end, failed](reply<std::vector<config_object>> r) {
          if (!r.value)
            return failed(r);
          pending->seen.configs = std::move(*r.value);
          deliver<observed_service>(end, std::move(pending->seen), pending->garbled || r.garbled);
        });
  };
  const auto ask_tasks = [this, pending, failed, ask_configs] {
    connection_->send<std::vector<service_task>>(
        "observe", [this, pending] { return tasks_of(swarm_, pending->seen.service->id); },
        [pending, failed, ask_configs](reply<std::vector<service_task>> r) {
          if (!r.value)
            return failed(r);
          pending->seen.tasks = std::move(*r.value);
          pending->garbled |= r.garbled;
          ask_configs();
        });
  };
  connection_->send<std::optional<live_service>>(
      "observe",
      [this, service_name]() -> std::optional<live_service> {
        const auto i = swarm_.services.find(service_name);
        return i == swarm_.services.end() ? std::nullopt : std::optional{as_live(i->second)};
      },
      [pending, failed, ask_tasks, ask_configs](reply<std::optional<live_service>> r) {
        if (!r.value)
          return failed(r);
        pending->seen.service = std::move(*r.value);
        pending->garbled |= r.garbled;
        pending->seen.service ? ask_tasks() : ask_configs();
      });
}

void sim_service_engine::write(const char* call, outcome_effect effect, on_answer<engine_outcome> done) {
  connection_->send<engine_outcome>(call, std::move(effect), [done](reply<engine_outcome> r) {
    deliver<engine_outcome>(done, r.value ? *r.value : outcome_without_reply(r), r.garbled);
  });
}

void sim_service_engine::write_with_configs(const char* call, std::vector<std::string> names, outcome_effect effect,
                                            on_answer<engine_outcome> done) {
  connection_->send<bool>(
      "ids",
      [this, names] {
        return std::all_of(names.begin(), names.end(), [&](const auto& n) { return swarm_.configs.contains(n); });
      },
      [this, call, effect, done](reply<bool> r) {
        if (!r.value)
          return deliver<engine_outcome>(done, engine_unreachable{r.why()}, false);
        if (!*r.value)
          return deliver<engine_outcome>(done, engine_conflict{"a config object does not exist (any more)"}, false);
        write(call, effect, done);
      });
}

void sim_service_engine::create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                                       on_answer<engine_outcome> done) {
  write(
      "make-config",
      [this, name, labels, text]() -> engine_outcome {
        if (swarm_.create_config(name, labels, text))
          return engine_done{};
        return engine_refused{"config object " + name + " exists with another content"};
      },
      counted("make-config", std::move(done)));
}

void sim_service_engine::label_config(config_object object, label_map labels, on_answer<engine_outcome> done) {
  write(
      "mark",
      [this, object, labels]() -> engine_outcome {
        const auto i = swarm_.configs.find(object.name);
        if (i == swarm_.configs.end() || i->second.object.version != object.version)
          return engine_conflict{"update out of sequence"};
        invariants_.touches(i->second, "labels");
        i->second.object.labels = labels;
        ++i->second.object.version;
        return engine_done{};
      },
      counted("mark", std::move(done)));
}

void sim_service_engine::remove_config(std::string id, on_answer<engine_outcome> done) {
  write(
      "drop", [this, id] { return remove_config_object(swarm_, invariants_, id); }, counted("drop", std::move(done)));
}

void sim_service_engine::create_secret(std::string name, label_map labels, std::string,
                                       on_answer<engine_outcome> done) {
  write(
      "make-secret",
      [this, name, labels]() -> engine_outcome {
        swarm_.secrets.try_emplace(name, config_object{"id-" + name, name, "", 1, labels});
        return engine_done{};
      },
      counted("make-secret", std::move(done)));
}

namespace {
std::vector<std::string> names_of(const managed_spec& s) {
  std::vector<std::string> names;
  for (const auto& [_, name] : s.configs)
    names.push_back(name);
  return names;
}
} // namespace

void sim_service_engine::create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) {
  const auto names = names_of(desired);
  const auto effect = [this, name, desired, names]() -> engine_outcome {
    if (swarm_.services.contains(name))
      return engine_conflict{"name conflicts with an existing object"};
    for (const auto& n : names)
      if (!swarm_.configs.contains(n))
        return engine_refused{"config not found: " + n};
    invariants_.creates(cluster_, desired);
    swarm_.create_service(name, {desired, desired});
    return engine_done{};
  };
  write_with_configs("create", names, effect, counted("create", std::move(done)));
}

void sim_service_engine::update_service(live_service live, managed_spec merged, managed_spec desired,
                                        on_answer<engine_outcome> done) {
  const auto names = names_of(merged);
  const auto effect = [this, live, merged, desired, names, instance = instance_()]() -> engine_outcome {
    auto* s = swarm_.by_id(live.id);
    if (!s || s->version != live.version)
      return engine_conflict{"update out of sequence"};
    for (const auto& n : names)
      if (!swarm_.configs.contains(n))
        return engine_refused{"config not found: " + n};
    invariants_.updates(cluster_, instance, *s, {merged, desired});
    swarm_.write_service(*s, {merged, desired});
    return engine_done{};
  };
  write_with_configs("update", names, effect, counted("update", std::move(done)));
}

} // namespace signalbox::sim
