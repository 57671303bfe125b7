#include "chaos/sim/sim_agents.hpp"

#include "actors/service/owned_objects.hpp"
#include "chaos/sim/workload.hpp"

#include <algorithm>
#include <utility>

namespace signalbox::sim {

namespace {

// Values of adapters/agent/script.
constexpr milliseconds first_poll{0}, poll_wait{4000}, pause_after_failure{190};
constexpr milliseconds poll_timeout{3000}; ///< after the wait of the poll

/// The line of the first host that no proxy can serve; 0: none.
std::size_t poisoned_line(const std::string& text) {
  const auto at = text.find("-poison-");
  return at == text.npos ? 0 : 1 + static_cast<std::size_t>(std::count(text.data(), text.data() + at, '\n'));
}

std::string cluster_of(const sim_service& s) {
  const auto i = s.current.spec.labels.find(owned::cluster_label);
  return i == s.current.spec.labels.end() ? "" : i->second;
}

} // namespace

sim_agents::agent* sim_agents::find(const std::string& task) {
  const auto i = agents_.find(task);
  if (i == agents_.end())
    return nullptr;
  if (const auto t = swarm_.tasks.find(task); t != swarm_.tasks.end() && t->second.state == "running")
    return &i->second;
  agents_.erase(i);
  return nullptr;
}

void sim_agents::task_runs(const sim_task& t) {
  const auto* s = swarm_.by_id(t.service_id);
  if (!s || !t.bootstrap)
    return;
  agent a;
  a.cluster = cluster_of(*s);
  a.volume = t.node + ' ' + s->name;
  a.bootstrap = *t.bootstrap;
  a.report.task = t.id;
  a.report.proxy = "nginx/1.28.0";
  for (const auto& at : t.addresses)
    if (at.network_id == core_network)
      a.peer = at.address;
  agents_[t.id] = std::move(a);
  if (cluster_of(*s) == agent_unsupported_)
    return start_without_core(t.id);
  poll(t.id, first_poll, &sim_agents::start);
}

agent_report sim_agents::report_of(agent& a) {
  if (a.false_digest && !faults_.reports_falsely(a.cluster))
    a.false_digest.reset();
  auto report = a.report;
  if (a.false_digest) {
    report.running = report.judged = *a.false_digest;
    report.result = signalbox::verdict::loaded;
  }
  return report;
}

void sim_agents::poll(const std::string& task, milliseconds wait, answer_handler handle) {
  auto* a = find(task);
  if (!a)
    return;
  const auto outcome = faults_.outcome_of_call("agents of " + a->cluster, "poll");
  const auto reply = [this, task, handle](poll_answer answer, milliseconds delay) {
    time_.in(delay, [this, task, handle, answer = std::move(answer)] {
      if (find(task))
        (this->*handle)(task, answer);
    });
  };
  const bool no_reply = outcome.result == call_result::request_lost || outcome.result == call_result::reply_lost;
  if (outcome.result != call_result::answered)
    return reply(connection_lost{}, no_reply ? wait + poll_timeout : outcome.request_delay);
  time_.in(outcome.request_delay, [this, task, wait, reply, delay = outcome.reply_delay] {
    auto* self = find(task);
    if (!self)
      return;
    if (!server_)
      return reply(connection_lost{}, delay);
    server_->poll(self->cluster, report_of(*self), self->peer, wait, [this, task, reply, delay](poll_answer answer) {
      if (auto* receiver = find(task))
        if (const auto* assignment = std::get_if<agent_assignment>(&answer))
          // The number is read here: the same text can be assigned again, with a larger number, before this agent loads
          // it.
          receiver->assigned = number_of(*receiver, *assignment);
      reply(std::move(answer), delay);
    });
  });
}

void sim_agents::start(const std::string& task, poll_answer answer) {
  auto& a = agents_.at(task);
  if (const auto* assignment = std::get_if<agent_assignment>(&answer); assignment && !assignment->validate_only) {
    a.report.judged = assignment->sum;
    if (validates(a, *assignment->text)) {
      load(a, {*assignment, a.assigned}, true);
      return poll(task, poll_wait, &sim_agents::on_answer);
    }
  }
  start_without_core(task);
}

// Starts with the configuration that is stored on the node, if it is newer than the bootstrap configuration.
void sim_agents::start_without_core(const std::string& task) {
  auto& a = agents_.at(task);
  numbered_assignment first;
  if (const auto stored = stored_.find(a.volume);
      stored != stored_.end() && stored->second.assignment.store_index > a.bootstrap.store_index) {
    first = stored->second;
  } else if (const auto bootstrap = swarm_.configs.find(a.bootstrap.config); bootstrap != swarm_.configs.end()) {
    first.assignment = {digest_of(std::string_view{*bootstrap->second.text}), bootstrap->second.text,
                        a.bootstrap.store_index, false};
    first.number = number_of(a, first.assignment);
  }
  if (!first.assignment.text || poisoned_line(*first.assignment.text) != 0)
    return swarm_.fail_task(task, "task: non-zero exit (1)");
  a.report.judged = first.assignment.sum;
  load(a, first, false);
  if (a.cluster != agent_unsupported_)
    poll(task, poll_wait, &sim_agents::on_answer);
}

void sim_agents::on_answer(const std::string& task, poll_answer answer) {
  auto& a = agents_.at(task);
  if (std::holds_alternative<connection_lost>(answer) || std::holds_alternative<not_authorized>(answer)) {
    a.failures = std::min(a.failures + 1, 5);
    return time_.in(pause_after_failure * a.failures, [this, task] { poll(task, poll_wait, &sim_agents::on_answer); });
  }
  a.failures = 0;
  if (a.report.result == signalbox::verdict::failed)
    a.report.judged = {}; // the server then assigns it again
  if (const auto* assignment = std::get_if<agent_assignment>(&answer))
    return time_.in(faults_.load_time(a.cluster), [this, task, what = numbered_assignment{*assignment, a.assigned}] {
      if (find(task))
        execute(task, what);
    });
  poll(task, poll_wait, &sim_agents::on_answer);
}

bool sim_agents::validates(agent& a, const std::string& text) {
  if (const auto line = poisoned_line(text); line != 0) {
    a.report.result = signalbox::verdict::refused;
    a.report.error = "nginx: [emerg] cannot serve this host";
    if (line % 3 != 0) // some errors of nginx have no line number
      a.report.error += " in /etc/nginx/nginx.conf.next:" + std::to_string(line);
    return false;
  }
  if (faults_.load_fails(a.cluster)) {
    a.report.result = signalbox::verdict::failed;
    a.report.error = "cannot write: no space left on device";
    return false;
  }
  a.report.error.clear();
  return true;
}

void sim_agents::execute(const std::string& task, const numbered_assignment& what) {
  auto& a = agents_.at(task);
  const auto& assignment = what.assignment;
  if (!assignment.validate_only && faults_.reports_falsely(a.cluster)) {
    a.false_digest = assignment.sum;
    return poll(task, poll_wait, &sim_agents::on_answer);
  }
  a.report.judged = assignment.sum;
  if (assignment.sum == a.report.running) {
    a.report.result = signalbox::verdict::loaded;
  } else if (validates(a, *assignment.text)) {
    a.report.result = signalbox::verdict::passed;
    if (!assignment.validate_only)
      load(a, what, true);
  }
  poll(task, poll_wait, &sim_agents::on_answer);
}

std::uint64_t sim_agents::number_of(const agent& a, const agent_assignment& assignment) const {
  return routes_.number_of(config_name({a.cluster}, assignment.sum));
}

void sim_agents::load(agent& a, const numbered_assignment& what, bool store) {
  ++loads_;
  const assigned_config now{config_name({a.cluster}, what.assignment.sum), what.number};
  log_.line(time_.now(), "agent", a.report.task + " serves " + now.name);
  routes_.loaded(a.cluster, std::exchange(a.served, now), now);
  a.report.running = what.assignment.sum;
  a.report.result = signalbox::verdict::loaded;
  if (store)
    stored_[a.volume] = what;
}

std::string sim_agents::served_config(const sim_task& t) const {
  if (!t.bootstrap)
    return t.config;
  const auto i = agents_.find(t.id);
  return i == agents_.end() ? "" : i->second.served.name;
}

} // namespace signalbox::sim
