#include "chaos/sim/agent_crew.hpp"

#include "actors/proxy/proxy_wish.hpp"
#include "chaos/sim/workload.hpp"

#include <algorithm>
#include <utility>

namespace signalbox::sim {

namespace {

// As the script has them.
constexpr milliseconds first_poll{0}, poll_wait{4000}, pause_after_failure{190};
constexpr milliseconds gives_up_after{3000}; ///< beyond its wait, a poll without an answer

/// The line of the first host that no proxy can serve; 0: none.
std::size_t poisoned_line(const std::string& text) {
  const auto at = text.find("-poison-");
  return at == text.npos ? 0 : 1 + static_cast<std::size_t>(std::count(text.data(), text.data() + at, '\n'));
}

std::string cluster_of(const sim_service& s) {
  const auto i = s.is.spec.labels.find(owned::cluster_label);
  return i == s.is.spec.labels.end() ? "" : i->second;
}

} // namespace

agent_crew::agent* agent_crew::find(const std::string& task) {
  const auto i = agents_.find(task);
  if (i == agents_.end())
    return nullptr;
  if (const auto t = swarm_.tasks.find(task); t != swarm_.tasks.end() && t->second.state == "running")
    return &i->second;
  agents_.erase(i);
  return nullptr;
}

void agent_crew::task_runs(const sim_task& t) {
  const auto* s = swarm_.by_id(t.service_id);
  if (!s || !t.seed)
    return;
  agent a;
  a.cluster = cluster_of(*s);
  a.place = t.node + ' ' + s->name;
  a.seed = *t.seed;
  a.says.task = t.id;
  a.says.proxy = "nginx/1.28.0";
  for (const auto& at : t.addresses)
    if (at.network_id == core_network)
      a.peer = at.address;
  agents_[t.id] = std::move(a);
  if (cluster_of(*s) == toolless_)
    return start_without_core(t.id);
  ask(t.id, first_poll, &agent_crew::start);
}

/// A liar says that it serves what it was told to.
agent_report agent_crew::word_of(agent& a) {
  if (a.lie && !sky_.agent_lies(a.cluster))
    a.lie.reset();
  auto word = a.says;
  if (a.lie) {
    word.running = word.judged = *a.lie;
    word.word = signalbox::verdict::loaded;
  }
  return word;
}

void agent_crew::ask(const std::string& task, milliseconds wait, use_of_answer take) {
  auto* a = find(task);
  if (!a)
    return;
  const auto fate = sky_.of_call("agents of " + a->cluster, "poll");
  const auto answer = [this, task, take](poll_answer said, milliseconds delay) {
    time_.in(delay, [this, task, take, said = std::move(said)] {
      if (find(task))
        (this->*take)(task, said);
    });
  };
  const bool silent = fate.end == ending::lost || fate.end == ending::mute;
  if (fate.end != ending::answered)
    return answer(core_gone{}, silent ? wait + gives_up_after : fate.there);
  time_.in(fate.there, [this, task, wait, answer, back = fate.back] {
    auto* self = find(task);
    if (!self)
      return;
    if (!desk_)
      return answer(core_gone{}, back);
    desk_->poll(self->cluster, word_of(*self), self->peer, wait, [this, task, answer, back](poll_answer said) {
      if (auto* told = find(task))
        if (const auto* order = std::get_if<agent_order>(&said))
          told->told = number_of(*told, *order); // now: until it is loaded the text may be wanted again
      answer(std::move(said), back);
    });
  });
}

void agent_crew::start(const std::string& task, poll_answer answer) {
  auto& a = agents_.at(task);
  if (const auto* order = std::get_if<agent_order>(&answer); order && order->load) {
    a.says.judged = order->sum;
    if (accepts(a, *order->text)) {
      load(a, {*order, a.told}, true);
      return ask(task, poll_wait, &agent_crew::go_on);
    }
  }
  start_without_core(task);
}

// With what its node kept, if that is newer than what came with the service.
void agent_crew::start_without_core(const std::string& task) {
  auto& a = agents_.at(task);
  numbered first;
  if (const auto kept = kept_.find(a.place); kept != kept_.end() && kept->second.order.stamp > a.seed.stamp) {
    first = kept->second;
  } else if (const auto seed = swarm_.configs.find(a.seed.config); seed != swarm_.configs.end()) {
    first.order = {digest_of(std::string_view{*seed->second.text}), seed->second.text, a.seed.stamp, true};
    first.number = number_of(a, first.order);
  }
  if (!first.order.text || poisoned_line(*first.order.text) != 0)
    return swarm_.fail_task(task, "task: non-zero exit (1)");
  a.says.judged = first.order.sum;
  load(a, first, false);
  if (a.cluster != toolless_)
    ask(task, poll_wait, &agent_crew::go_on);
}

void agent_crew::go_on(const std::string& task, poll_answer answer) {
  auto& a = agents_.at(task);
  if (std::holds_alternative<core_gone>(answer) || std::holds_alternative<not_admitted>(answer)) {
    a.failures = std::min(a.failures + 1, 5);
    return time_.in(pause_after_failure * a.failures, [this, task] { ask(task, poll_wait, &agent_crew::go_on); });
  }
  a.failures = 0;
  if (a.says.word == signalbox::verdict::failed)
    a.says.judged = {}; // worth another try
  if (const auto* order = std::get_if<agent_order>(&answer))
    return time_.in(sky_.load_takes(a.cluster), [this, task, what = numbered{*order, a.told}] {
      if (find(task))
        judge(task, what);
    });
  ask(task, poll_wait, &agent_crew::go_on);
}

bool agent_crew::accepts(agent& a, const std::string& text) {
  if (const auto line = poisoned_line(text); line != 0) {
    a.says.word = signalbox::verdict::refused;
    a.says.error = "nginx: [emerg] cannot serve this host";
    if (line % 3 != 0) // some errors do not say where
      a.says.error += " in /etc/nginx/nginx.conf.next:" + std::to_string(line);
    return false;
  }
  if (sky_.load_fails(a.cluster)) {
    a.says.word = signalbox::verdict::failed;
    a.says.error = "cannot write: no space left on device";
    return false;
  }
  a.says.error.clear();
  return true;
}

void agent_crew::judge(const std::string& task, const numbered& what) {
  auto& a = agents_.at(task);
  const auto& order = what.order;
  if (order.load && sky_.agent_lies(a.cluster)) {
    a.lie = order.sum;
    return ask(task, poll_wait, &agent_crew::go_on);
  }
  a.says.judged = order.sum;
  if (order.sum == a.says.running) {
    a.says.word = signalbox::verdict::loaded;
  } else if (accepts(a, *order.text)) {
    a.says.word = signalbox::verdict::passed;
    if (order.load)
      load(a, what, true);
  }
  ask(task, poll_wait, &agent_crew::go_on);
}

std::uint64_t agent_crew::number_of(const agent& a, const agent_order& order) const {
  return routes_.number_of(config_name({a.cluster}, order.sum));
}

void agent_crew::load(agent& a, const numbered& what, bool keep) {
  ++loads_;
  const told_config now{config_name({a.cluster}, what.order.sum), what.number};
  log_.line(time_.now(), "agent", a.says.task + " serves " + now.name);
  routes_.loaded(a.cluster, std::exchange(a.serves, now), now);
  a.says.running = what.order.sum;
  a.says.word = signalbox::verdict::loaded;
  if (keep)
    kept_[a.place] = what;
}

std::string agent_crew::serves(const sim_task& t) const {
  if (!t.seed)
    return t.config;
  const auto i = agents_.find(t.id);
  return i == agents_.end() ? "" : i->second.serves.name;
}

} // namespace signalbox::sim
