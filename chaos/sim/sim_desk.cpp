#include "chaos/sim/sim_desk.hpp"

#include "actors/proxy/proxy_wish.hpp"
#include "adapters/agent/agent_words.hpp"

#include <utility>

namespace signalbox::sim {

namespace {
constexpr milliseconds stranger_wait{2000};
}

class sim_desk::listening : public subscription {
public:
  listening(sim_desk& desk, std::string cluster, std::uint64_t number)
      : desk_(desk), cluster_(std::move(cluster)), number_(number) {}
  ~listening() override { desk_.corners_[cluster_].sinks.erase(number_); }

private:
  sim_desk& desk_;
  std::string cluster_;
  std::uint64_t number_;
};

std::unique_ptr<subscription> sim_desk::listen(const cluster_id& cluster, std::function<void(agent_event)> sink) {
  corners_[cluster.value].sinks[++count_] = std::move(sink);
  return std::make_unique<listening>(*this, cluster.value, count_);
}

void sim_desk::offer(const cluster_id& cluster, agent_order order) {
  if (closed_)
    return;
  auto& c = corners_[cluster.value];
  if (order.load)
    routes_.wanted(cluster.value, config_name(cluster, order.sum));
  c.order = std::move(order);
  std::list<waiting> answered;
  for (auto i = c.polls.begin(); i != c.polls.end();) {
    const auto next = std::next(i);
    if (has_work(*c.order, i->report))
      answered.splice(answered.end(), c.polls, i);
    i = next;
  }
  for (const auto& p : answered)
    p.send(*c.order);
}

void sim_desk::admit(const cluster_id& cluster, std::vector<admitted_task> tasks) {
  if (closed_)
    return;
  auto& c = corners_[cluster.value];
  c.admitted.clear();
  for (auto& t : tasks)
    c.admitted[t.id] = std::move(t.addresses);
  auto held = std::exchange(c.strangers, {});
  for (auto& p : held)
    if (const auto i = c.admitted.find(p.report.task); i != c.admitted.end() && i->second.contains(p.peer))
      take(cluster.value, std::move(p));
    else
      c.strangers.push_back(std::move(p));
}

void sim_desk::tell(const corner& c, const agent_event& event) {
  const auto sinks = c.sinks;
  for (const auto& [_, sink] : sinks)
    sink(event);
}

void sim_desk::poll(const std::string& cluster, agent_report report, const std::string& peer, milliseconds wait,
                    std::function<void(poll_answer)> send) {
  const auto i = corners_.find(cluster);
  if (closed_ || i == corners_.end())
    return send(core_gone{});
  waiting p{++count_, std::move(report), peer, wait, std::move(send)};
  const auto admitted = i->second.admitted.find(p.report.task);
  if (admitted != i->second.admitted.end() && admitted->second.contains(peer))
    return take(cluster, std::move(p));
  tell(i->second, agent_stranger{peer});
  time_.in(stranger_wait, [this, cluster, number = p.number] { expire(cluster, number, not_admitted{}); });
  i->second.strangers.push_back(std::move(p));
}

void sim_desk::take(const std::string& cluster, waiting p) {
  auto& c = corners_[cluster];
  tell(c, p.report);
  for (auto i = c.polls.begin(); i != c.polls.end();) // the task has only one agent, and this is its newest word
    if (const auto old = i++; old->report.task == p.report.task) {
      const auto send = std::move(old->send);
      c.polls.erase(old);
      send(no_news{});
    }
  if (c.order && has_work(*c.order, p.report))
    return p.send(*c.order);
  time_.in(p.wait, [this, cluster, number = p.number] { expire(cluster, number, no_news{}); });
  c.polls.push_back(std::move(p));
}

void sim_desk::expire(const std::string& cluster, std::uint64_t number, poll_answer answer) {
  auto& c = corners_[cluster];
  for (auto* queue : {&c.polls, &c.strangers})
    for (auto i = queue->begin(); i != queue->end(); ++i)
      if (i->number == number && (queue == &c.strangers) == std::holds_alternative<not_admitted>(answer)) {
        const auto send = std::move(i->send);
        queue->erase(i);
        return send(std::move(answer));
      }
}

void sim_desk::close() {
  closed_ = true;
  for (auto& [_, c] : corners_)
    for (auto* queue : {&c.polls, &c.strangers})
      for (auto& p : std::exchange(*queue, {}))
        p.send(core_gone{});
}

std::size_t sim_desk::followers() const {
  std::size_t n = 0;
  for (const auto& [_, c] : corners_)
    n += c.sinks.size();
  return n;
}

} // namespace signalbox::sim
