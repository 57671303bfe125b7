#include "chaos/sim/sim_source.hpp"

#include <algorithm>

namespace signalbox::sim {

swarm_task as_seen(const sim_task& t) { return {t.id, t.service_id, t.node, t.state, t.addresses, {}, {}, t.version}; }

event_feed engine_events(event_queue& time, trace& log, fault_injector& faults) {
  return {time, log, faults, {"events", stream_up{}, stream_down{"connection reset"}, {}, {}}};
}

task_feed task_changes(event_queue& time, trace& log, fault_injector& faults) {
  return {time,
          log,
          faults,
          {"tasks", task_stream_up{}, task_stream_down{"lost", "the leader is gone"},
           task_stream_down{"unreachable", "no leader"}, task_stream_up{true}}};
}

template <class T>
void sim_source::list(const char* call, std::function<std::vector<T>()> effect, on_answer<listed<T>> done,
                      std::function<void(const std::vector<T>&)> use) {
  connection_->throw_if_injected(call);
  connection_->send<std::vector<T>>(call, std::move(effect), [this, use, done](reply<std::vector<T>> r) {
    complete_ &= r.value && !r.garbled;
    if (r.value && !r.garbled)
      use(*r.value);
    if (r.value)
      deliver<listed<T>>(done, std::move(*r.value), r.garbled);
    else
      deliver<listed<T>>(done, listing_failed{r.why()}, false);
  });
}

void sim_source::list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) {
  complete_ = ids.empty();
  list<swarm_service>(
      "services",
      [this, ids] {
        std::vector<swarm_service> found;
        for (const auto& [name, s] : swarm_.services) {
          if (!ids.empty() && std::find(ids.begin(), ids.end(), s.id) == ids.end())
            continue;
          const auto& spec = s.current.spec;
          const bool updating = s.update_state == "updating" || s.update_state == "rollback_started";
          swarm_service seen;
          seen.id = s.id;
          seen.name = name;
          seen.version = s.version;
          seen.labels = spec.labels;
          seen.networks = {spec.networks.begin(), spec.networks.end()};
          seen.ports = {spec.ports.begin(), spec.ports.end()};
          seen.replicas = spec.replicas;
          seen.updating = updating;
          seen.created = s.created;
          found.push_back(std::move(seen));
        }
        return found;
      },
      std::move(done));
}

void sim_source::list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) {
  list<swarm_task>(
      "tasks",
      [this, service_ids] {
        std::vector<swarm_task> found;
        for (const auto& [id, t] : swarm_.tasks)
          if (t.wanted && (service_ids.empty() ||
                           std::find(service_ids.begin(), service_ids.end(), t.service_id) != service_ids.end()))
            found.push_back(as_seen(t));
        return found;
      },
      std::move(done),
      [this, service_ids](const std::vector<swarm_task>& found) { removed_.listed(service_ids, found, complete_); });
}

void sim_source::list_nodes(on_answer<listed<swarm_node>> done) {
  list<swarm_node>(
      "nodes",
      [this] {
        std::vector<swarm_node> found;
        for (const auto& [_, n] : swarm_.nodes)
          found.push_back(n);
        return found;
      },
      std::move(done));
}

void sim_source::list_networks(on_answer<listed<swarm_network>> done) {
  list<swarm_network>(
      "networks",
      [this] {
        std::vector<swarm_network> found;
        for (const auto& [_, n] : swarm_.networks)
          found.push_back(n);
        return found;
      },
      std::move(done));
}

void sim_source::list_secrets(on_answer<listed<swarm_secret>> done) {
  list<swarm_secret>(
      "secrets",
      [this] {
        std::vector<swarm_secret> found;
        for (const auto& [name, secret] : swarm_.secrets)
          found.push_back({secret.id, name});
        return found;
      },
      std::move(done));
}

} // namespace signalbox::sim
