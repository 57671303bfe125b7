#include "chaos/sim/sim_agent_server.hpp"

#include "actors/service/owned_objects.hpp"
#include "adapters/longpoll/agent_protocol.hpp"

#include <utility>

namespace signalbox::sim {

class sim_agent_server::listener : public subscription {
public:
  listener(sim_agent_server& server, std::string cluster, std::uint64_t number)
      : server_(server), cluster_(std::move(cluster)), number_(number) {}
  ~listener() override { server_.clusters_[cluster_].sinks.erase(number_); }

private:
  sim_agent_server& server_;
  std::string cluster_;
  std::uint64_t number_;
};

std::unique_ptr<subscription> sim_agent_server::listen(const cluster_id& cluster,
                                                       std::function<void(agent_event)> sink) {
  clusters_[cluster.value].sinks[++count_] = std::move(sink);
  return std::make_unique<listener>(*this, cluster.value, count_);
}

void sim_agent_server::offer(const cluster_id& cluster, agent_assignment assignment) {
  if (closed_)
    return;
  auto& c = clusters_[cluster.value];
  if (!assignment.validate_only)
    routes_.desired(cluster.value, config_name(cluster, assignment.sum));
  c.assignment = std::move(assignment);
  perform(c, c.queue.offer([&c](const opaque& report) {
    return has_work(*c.assignment, *static_cast<const agent_report*>(report.get()));
  }));
}

void sim_agent_server::authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
  if (closed_)
    return;
  auto& c = clusters_[cluster.value];
  perform(c, c.queue.authorize(std::move(tasks), now()));
  schedule_expiry(c);
}

void sim_agent_server::poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
                            std::function<void(poll_answer)> send) {
  const auto i = clusters_.find(cluster);
  if (closed_ || i == clusters_.end())
    return send(connection_lost{});
  auto& c = i->second;
  task_poll poll{++count_, report.task, peer, wait, std::make_shared<const agent_report>(std::move(report))};
  c.replies[poll.id] = std::move(send);
  perform(c, c.queue.arrive(std::move(poll), now()));
  schedule_expiry(c);
}

void sim_agent_server::perform(cluster_state& c, const poll_effects& effects) {
  for (const auto& e : effects)
    if (const auto* received = std::get_if<report_received>(&e))
      publish(c, *static_cast<const agent_report*>(received->report.get()));
    else if (const auto* caller = std::get_if<unknown_caller>(&e))
      publish(c, *caller);
    else if (const auto& answered = std::get<poll_answered>(e); auto send = c.replies.extract(answered.id))
      switch (answered.result) {
      case poll_result::work:
        send.mapped()(*c.assignment);
        break;
      case poll_result::no_work:
        send.mapped()(no_change{});
        break;
      case poll_result::unauthorized:
        send.mapped()(not_authorized{});
        break;
      }
}

void sim_agent_server::publish(const cluster_state& c, const agent_event& event) {
  const auto sinks = c.sinks;
  for (const auto& [_, sink] : sinks)
    sink(event);
}

void sim_agent_server::schedule_expiry(cluster_state& c) {
  const auto next = c.queue.next_expiry();
  if (!next)
    return;
  const auto when = std::chrono::duration_cast<moment>(next->time_since_epoch());
  if (c.expiry && *c.expiry <= when)
    return;
  c.expiry = when;
  time_.at(when, [this, &c, when] {
    if (c.expiry == when)
      expire(c);
  });
}

void sim_agent_server::expire(cluster_state& c) {
  c.expiry.reset();
  perform(c, c.queue.expire(now()));
  schedule_expiry(c);
}

void sim_agent_server::close() {
  closed_ = true;
  for (auto& [_, c] : clusters_)
    for (auto& [id, send] : std::exchange(c.replies, {}))
      send(connection_lost{});
}

std::size_t sim_agent_server::listeners() const {
  std::size_t n = 0;
  for (const auto& [_, c] : clusters_)
    n += c.sinks.size();
  return n;
}

} // namespace signalbox::sim
