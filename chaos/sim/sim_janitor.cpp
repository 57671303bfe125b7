#include "chaos/sim/sim_engines.hpp"

namespace signalbox::sim {

namespace {
bool is_of_type(const label_map& labels, const char* type) {
  const auto i = labels.find(owned::type_label);
  return i != labels.end() && i->second == type;
}

template <class T>
void list(connection& connection, const char* call, std::function<std::vector<T>()> effect, on_answer<listed<T>> done) {
  connection.throw_if_injected(call);
  connection.send<std::vector<T>>(call, std::move(effect), [done](reply<std::vector<T>> r) {
    if (r.value)
      deliver<listed<T>>(done, std::move(*r.value), r.garbled);
    else
      deliver<listed<T>>(done, listing_failed{r.why()}, false);
  });
}

void remove(connection& connection, const char* call, std::function<engine_outcome()> effect,
            on_answer<engine_outcome> done) {
  connection.throw_if_injected(call);
  connection.send<engine_outcome>(call, std::move(effect), [done](reply<engine_outcome> r) {
    deliver<engine_outcome>(done, r.value ? *r.value : outcome_without_reply(r), r.garbled);
  });
}
} // namespace

void sim_janitor::list_owned(on_answer<listed<live_service>> done) {
  list<live_service>(
      *connection_, "list-services",
      [this] {
        std::vector<live_service> found;
        for (const auto& [_, s] : swarm_.services)
          if (is_of_type(s.current.spec.labels, owned::proxy_type))
            found.push_back(as_live(s));
        return found;
      },
      std::move(done));
}

void sim_janitor::list_owned_configs(on_answer<listed<config_object>> done) {
  list<config_object>(
      *connection_, "list-configs",
      [this] {
        std::vector<config_object> found;
        for (const auto& [_, c] : swarm_.configs)
          if (is_of_type(c.object.labels, owned::config_type))
            found.push_back(c.object);
        return found;
      },
      std::move(done));
}

void sim_janitor::remove_service(std::string id, on_answer<engine_outcome> done) {
  remove(
      *connection_, "remove-service",
      [this, id]() -> engine_outcome {
        if (auto* s = swarm_.by_id(id)) {
          invariants_.removes(*s);
          swarm_.remove_service(std::string{s->name});
        }
        return engine_done{};
      },
      std::move(done));
}

void sim_janitor::remove_config(std::string id, on_answer<engine_outcome> done) {
  remove(
      *connection_, "remove-config", [this, id] { return remove_config_object(swarm_, invariants_, id); },
      std::move(done));
}

void sim_janitor::list_owned_secrets(on_answer<listed<config_object>> done) {
  list<config_object>(
      *connection_, "list-secrets",
      [this] {
        std::vector<config_object> found;
        for (const auto& [_, secret] : swarm_.secrets)
          if (is_of_type(secret.labels, owned::token_type))
            found.push_back(secret);
        return found;
      },
      std::move(done));
}

void sim_janitor::remove_secret(std::string id, on_answer<engine_outcome> done) {
  remove(
      *connection_, "remove-secret",
      [this, id]() -> engine_outcome {
        std::erase_if(swarm_.secrets, [&](const auto& s) { return s.second.id == id; });
        return engine_done{};
      },
      std::move(done));
}

void sim_janitor::find_core(std::string, on_answer<std::variant<core_service, engine_unreachable>> done) {
  deliver<std::variant<core_service, engine_unreachable>>(done, core_service{"interlock", {}}, false);
}

} // namespace signalbox::sim
