#include "chaos/sim/sim_source.hpp"

#include <algorithm>

namespace signalbox::sim {

class event_feed::following : public subscription {
public:
  following(event_feed& feed, std::uint64_t id) : feed_(feed), id_(id) {}
  ~following() override { feed_.streams_.erase(id_); }

private:
  event_feed& feed_;
  std::uint64_t id_;
};

std::unique_ptr<subscription> event_feed::follow(std::function<void(feed_event)> sink) {
  const auto id = ++count_;
  streams_[id].sink = std::move(sink);
  time_.in(milliseconds{2}, [this, id] { connect(id); });
  return std::make_unique<following>(*this, id);
}

void event_feed::connect(std::uint64_t id) {
  const auto i = streams_.find(id);
  if (i == streams_.end() || i->second.up)
    return;
  auto& s = i->second;
  if (!sky_.events_cut()) {
    s.up = true;
    s.backoff = milliseconds{50};
    s.last = time_.now();
    return deliver(id, time_.now(), stream_up{});
  }
  time_.in(s.backoff, [this, id] { connect(id); });
  s.backoff = std::min(s.backoff * 2, milliseconds{5000});
}

void event_feed::deliver(std::uint64_t id, moment when, feed_event e) {
  time_.at(when, [this, id, e = std::move(e)] {
    const auto i = streams_.find(id);
    if (i != streams_.end() && (i->second.up || std::holds_alternative<stream_down>(e)))
      i->second.sink(e);
  });
}

void event_feed::announce(const engine_event& e) {
  const auto fate = sky_.of_event();
  for (auto& [id, s] : streams_) {
    if (!s.up)
      continue;
    auto when = time_.now() + fate.delay;
    if (fate.in_order)
      s.last = when = std::max(when, s.last);
    for (std::size_t i = 0; i < fate.copies; ++i)
      deliver(id, when, e);
  }
}

void event_feed::cut() {
  for (auto& [id, s] : streams_)
    if (s.up) {
      s.up = false;
      log_.line(time_.now(), "events", "the stream breaks");
      deliver(id, time_.now(), stream_down{"connection reset"});
      time_.in(s.backoff, [this, i = id] { connect(i); });
    }
}

template <class T>
void sim_source::list(const char* call, std::function<std::vector<T>()> effect, on_answer<listed<T>> done) {
  line_->enter(call);
  line_->ask<std::vector<T>>(call, std::move(effect), [done](reply<std::vector<T>> r) {
    if (r.value)
      hand_over<listed<T>>(done, std::move(*r.value), r.garbled);
    else
      hand_over<listed<T>>(done, listing_failed{r.why()}, false);
  });
}

void sim_source::list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) {
  list<swarm_service>(
      "services",
      [this, ids] {
        std::vector<swarm_service> found;
        for (const auto& [name, s] : swarm_.services) {
          if (!ids.empty() && std::find(ids.begin(), ids.end(), s.id) == ids.end())
            continue;
          const auto& spec = s.is.spec;
          const bool moving = s.update_state == "updating" || s.update_state == "rollback_started";
          swarm_service seen;
          seen.id = s.id;
          seen.name = name;
          seen.version = s.version;
          seen.labels = spec.labels;
          seen.networks = {spec.networks.begin(), spec.networks.end()};
          seen.ports = {spec.ports.begin(), spec.ports.end()};
          seen.replicas = spec.replicas;
          seen.updating = moving;
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
            found.push_back({id, t.service_id, t.node, t.state, t.addresses, {}});
        return found;
      },
      std::move(done));
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
