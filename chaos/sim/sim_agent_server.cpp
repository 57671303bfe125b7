#include "chaos/sim/sim_agent_server.hpp"

#include "actors/proxy/desired_proxy_spec.hpp"
#include "adapters/longpoll/agent_protocol.hpp"

#include <utility>

namespace signalbox::sim {

namespace {
constexpr milliseconds unknown_caller_wait{2000};
}

class sim_agent_server::listener : public subscription {
public:
  listener(sim_agent_server& server, std::string cluster, std::uint64_t number)
      : server_(server), cluster_(std::move(cluster)), number_(number) {}
  ~listener() override { server_.queues_[cluster_].sinks.erase(number_); }

private:
  sim_agent_server& server_;
  std::string cluster_;
  std::uint64_t number_;
};

std::unique_ptr<subscription> sim_agent_server::listen(const cluster_id& cluster,
                                                       std::function<void(agent_event)> sink) {
  queues_[cluster.value].sinks[++count_] = std::move(sink);
  return std::make_unique<listener>(*this, cluster.value, count_);
}

void sim_agent_server::offer(const cluster_id& cluster, agent_assignment assignment) {
  if (closed_)
    return;
  auto& c = queues_[cluster.value];
  if (!assignment.validate_only)
    routes_.desired(cluster.value, config_name(cluster, assignment.sum));
  c.assignment = std::move(assignment);
  std::list<waiting_poll> answered;
  for (auto i = c.polls.begin(); i != c.polls.end();) {
    const auto next = std::next(i);
    if (has_work(*c.assignment, i->report))
      answered.splice(answered.end(), c.polls, i);
    i = next;
  }
  for (const auto& p : answered)
    p.send(*c.assignment);
}

void sim_agent_server::authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) {
  if (closed_)
    return;
  auto& c = queues_[cluster.value];
  c.authorized.clear();
  for (auto& t : tasks)
    c.authorized[t.id] = std::move(t.addresses);
  auto held = std::exchange(c.unknown_callers, {});
  for (auto& p : held)
    if (const auto i = c.authorized.find(p.report.task); i != c.authorized.end() && i->second.contains(p.peer))
      take(cluster.value, std::move(p));
    else
      c.unknown_callers.push_back(std::move(p));
}

void sim_agent_server::publish(const cluster_queue& c, const agent_event& event) {
  const auto sinks = c.sinks;
  for (const auto& [_, sink] : sinks)
    sink(event);
}

void sim_agent_server::poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
                            std::function<void(poll_answer)> send) {
  const auto i = queues_.find(cluster);
  if (closed_ || i == queues_.end())
    return send(connection_lost{});
  waiting_poll p{++count_, std::move(report), peer, wait, std::move(send)};
  const auto authorized = i->second.authorized.find(p.report.task);
  if (authorized != i->second.authorized.end() && authorized->second.contains(peer))
    return take(cluster, std::move(p));
  publish(i->second, unknown_caller{peer});
  time_.in(unknown_caller_wait, [this, cluster, number = p.number] { expire(cluster, number, not_authorized{}); });
  i->second.unknown_callers.push_back(std::move(p));
}

void sim_agent_server::take(const std::string& cluster, waiting_poll p) {
  auto& c = queues_[cluster];
  publish(c, p.report);
  for (auto i = c.polls.begin(); i != c.polls.end();) // a task has one agent: its newer poll replaces the older one
    if (const auto old = i++; old->report.task == p.report.task) {
      const auto send = std::move(old->send);
      c.polls.erase(old);
      send(no_change{});
    }
  if (c.assignment && has_work(*c.assignment, p.report))
    return p.send(*c.assignment);
  time_.in(p.wait, [this, cluster, number = p.number] { expire(cluster, number, no_change{}); });
  c.polls.push_back(std::move(p));
}

void sim_agent_server::expire(const std::string& cluster, std::uint64_t number, poll_answer answer) {
  auto& c = queues_[cluster];
  for (auto* queue : {&c.polls, &c.unknown_callers})
    for (auto i = queue->begin(); i != queue->end(); ++i)
      if (i->number == number && (queue == &c.unknown_callers) == std::holds_alternative<not_authorized>(answer)) {
        const auto send = std::move(i->send);
        queue->erase(i);
        return send(std::move(answer));
      }
}

void sim_agent_server::close() {
  closed_ = true;
  for (auto& [_, c] : queues_)
    for (auto* queue : {&c.polls, &c.unknown_callers})
      for (auto& p : std::exchange(*queue, {}))
        p.send(connection_lost{});
}

std::size_t sim_agent_server::listeners() const {
  std::size_t n = 0;
  for (const auto& [_, c] : queues_)
    n += c.sinks.size();
  return n;
}

} // namespace signalbox::sim
