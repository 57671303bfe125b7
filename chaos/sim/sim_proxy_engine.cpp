#include "chaos/sim/sim_engines.hpp"

#include <algorithm>

namespace signalbox::sim {

live_proxy as_live(const sim_service& s) {
  live_proxy p;
  p.id = s.id;
  p.name = s.name;
  p.version = s.version;
  const auto type = s.is.spec.labels.find(owned::type_label);
  p.ours = type != s.is.spec.labels.end() && type->second == owned::proxy_type;
  p.spec = s.is.spec;
  p.applied = s.is.applied;
  p.update_state = s.update_state;
  p.update_message = s.update_message;
  p.update_started = s.update_started;
  return p;
}

engine_outcome drop_config_object(sim_swarm& swarm, write_watch& watch, const std::string& id) {
  for (const auto& [name, c] : swarm.configs)
    if (c.object.id == id) {
      watch.touches(c, "removes");
      if (swarm.config_in_use(name))
        return engine_refused{"config " + name + " is in use"};
      swarm.configs.erase(name);
      return engine_done{};
    }
  return engine_done{};
}

engine_outcome outcome_without_answer(const reply<engine_outcome>& r) {
  if (r.end == ending::conflict)
    return engine_conflict{r.why()};
  return engine_unreachable{r.why()};
}

namespace {

struct look {
  proxy_observation seen;
  bool garbled = false;
};

std::vector<proxy_task> tasks_of(const sim_swarm& swarm, const std::string& service_id) {
  std::vector<proxy_task> found;
  for (const auto& [id, t] : swarm.tasks)
    if (t.wanted && t.service_id == service_id)
      found.push_back({id, t.node, t.state, t.config, t.error, t.addresses, t.seed ? t.seed->stamp : 0});
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
on_answer<T> sim_proxy_engine::counted(const char* call, on_answer<T> done) {
  line_->enter(call);
  if (line_->closed())
    return done; // an actor that has not noticed yet that its core is dead
  const auto instance = instance_();
  watch_.call_began(cluster_, instance);
  return [this, instance, done](deferred<T> decode) {
    watch_.call_ended(cluster_, instance);
    done(std::move(decode));
  };
}

void sim_proxy_engine::observe(cluster_id cluster, std::string service_name, on_answer<observed_proxy> done) {
  auto l = std::make_shared<look>();
  auto end = counted("look", std::move(done));
  const auto failed = [end](const auto& r) { hand_over<observed_proxy>(end, engine_unreachable{r.why()}, false); };
  const auto ask_configs = [this, l, end, failed, cluster] {
    line_->ask<std::vector<config_object>>(
        "look", [this, cluster] { return configs_of(swarm_, cluster.value); },
        [l, end, failed](reply<std::vector<config_object>> r) {
          if (!r.value)
            return failed(r);
          l->seen.configs = std::move(*r.value);
          hand_over<observed_proxy>(end, std::move(l->seen), l->garbled || r.garbled);
        });
  };
  const auto ask_tasks = [this, l, failed, ask_configs] {
    line_->ask<std::vector<proxy_task>>(
        "look", [this, l] { return tasks_of(swarm_, l->seen.proxy->id); },
        [l, failed, ask_configs](reply<std::vector<proxy_task>> r) {
          if (!r.value)
            return failed(r);
          l->seen.tasks = std::move(*r.value);
          l->garbled |= r.garbled;
          ask_configs();
        });
  };
  line_->ask<std::optional<live_proxy>>(
      "look",
      [this, service_name]() -> std::optional<live_proxy> {
        const auto i = swarm_.services.find(service_name);
        return i == swarm_.services.end() ? std::nullopt : std::optional{as_live(i->second)};
      },
      [l, failed, ask_tasks, ask_configs](reply<std::optional<live_proxy>> r) {
        if (!r.value)
          return failed(r);
        l->seen.proxy = std::move(*r.value);
        l->garbled |= r.garbled;
        l->seen.proxy ? ask_tasks() : ask_configs();
      });
}

void sim_proxy_engine::write(const char* call, outcome_effect effect, on_answer<engine_outcome> done) {
  line_->ask<engine_outcome>(call, std::move(effect), [done](reply<engine_outcome> r) {
    hand_over<engine_outcome>(done, r.value ? *r.value : outcome_without_answer(r), r.garbled);
  });
}

void sim_proxy_engine::write_with_configs(const char* call, std::vector<std::string> names, outcome_effect effect,
                                          on_answer<engine_outcome> done) {
  line_->ask<bool>(
      "ids",
      [this, names] {
        return std::all_of(names.begin(), names.end(), [&](const auto& n) { return swarm_.configs.contains(n); });
      },
      [this, call, effect, done](reply<bool> r) {
        if (!r.value)
          return hand_over<engine_outcome>(done, engine_unreachable{r.why()}, false);
        if (!*r.value)
          return hand_over<engine_outcome>(done, engine_conflict{"a config object does not exist (any more)"}, false);
        write(call, effect, done);
      });
}

void sim_proxy_engine::create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
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

void sim_proxy_engine::label_config(config_object object, label_map labels, on_answer<engine_outcome> done) {
  write(
      "mark",
      [this, object, labels]() -> engine_outcome {
        const auto i = swarm_.configs.find(object.name);
        if (i == swarm_.configs.end() || i->second.object.version != object.version)
          return engine_conflict{"update out of sequence"};
        watch_.touches(i->second, "labels");
        i->second.object.labels = labels;
        ++i->second.object.version;
        return engine_done{};
      },
      counted("mark", std::move(done)));
}

void sim_proxy_engine::remove_config(std::string id, on_answer<engine_outcome> done) {
  write(
      "drop", [this, id] { return drop_config_object(swarm_, watch_, id); }, counted("drop", std::move(done)));
}

void sim_proxy_engine::create_secret(std::string name, label_map labels, std::string, on_answer<engine_outcome> done) {
  write(
      "make-secret",
      [this, name, labels]() -> engine_outcome {
        swarm_.secrets.try_emplace(name, config_object{"id-" + name, name, "", 1, labels});
        return engine_done{};
      },
      counted("make-secret", std::move(done)));
}

namespace {
std::vector<std::string> names_of(const proxy_spec& s) {
  std::vector<std::string> names;
  for (const auto& [_, name] : s.configs)
    names.push_back(name);
  return names;
}
} // namespace

void sim_proxy_engine::create_service(std::string name, proxy_spec wish, on_answer<engine_outcome> done) {
  const auto names = names_of(wish);
  const auto effect = [this, name, wish, names]() -> engine_outcome {
    if (swarm_.services.contains(name))
      return engine_conflict{"name conflicts with an existing object"};
    for (const auto& n : names)
      if (!swarm_.configs.contains(n))
        return engine_refused{"config not found: " + n};
    watch_.creates(cluster_, wish);
    swarm_.create_service(name, {wish, wish});
    return engine_done{};
  };
  write_with_configs("create", names, effect, counted("create", std::move(done)));
}

void sim_proxy_engine::update_service(live_proxy live, proxy_spec merged, proxy_spec wish,
                                      on_answer<engine_outcome> done) {
  const auto names = names_of(merged);
  const auto effect = [this, live, merged, wish, names, instance = instance_()]() -> engine_outcome {
    auto* s = swarm_.by_id(live.id);
    if (!s || s->version != live.version)
      return engine_conflict{"update out of sequence"};
    for (const auto& n : names)
      if (!swarm_.configs.contains(n))
        return engine_refused{"config not found: " + n};
    watch_.updates(cluster_, instance, *s, {merged, wish});
    swarm_.write_service(*s, {merged, wish});
    return engine_done{};
  };
  write_with_configs("update", names, effect, counted("update", std::move(done)));
}

} // namespace signalbox::sim
