#include "chaos/sim/fault_injector.hpp"

#include "chaos/sim/workload.hpp"

namespace signalbox::sim {

namespace {

// Part of each seed: another name would change the run of every seed.
constexpr const char* stream_of_faults = "spell ";

call_result result_of(fault_kind kind) {
  switch (kind) {
  case fault_kind::fail:
    return call_result::failed;
  case fault_kind::lose_request:
    return call_result::request_lost;
  case fault_kind::lose_reply:
    return call_result::reply_lost;
  case fault_kind::truncate:
    return call_result::truncated;
  default:
    return call_result::conflict;
  }
}

} // namespace

fault_injector::fault_injector(const event_queue& time, std::uint64_t seed, std::vector<fault> windows)
    : time_(time), seed_(seed) {
  for (auto& f : windows)
    windows_.push_back({f, rng{seed, stream_of_faults + std::to_string(f.number)}});
}

rng& fault_injector::stream(const std::string& name) { return streams_.try_emplace(name, seed_, name).first->second; }

template <class Use>
void fault_injector::for_each_active(std::initializer_list<fault_kind> kinds, const std::string& where,
                                     const std::string& call, Use use) {
  if (healed_)
    return;
  for (auto& w : windows_) {
    const auto& f = w.what;
    const bool active = f.start <= time_.now() && time_.now() < f.stop;
    if (!active || std::find(kinds.begin(), kinds.end(), f.kind) == kinds.end() || !matches(f.where, where) ||
        !matches(f.call, call) || !w.random.chance(f.probability))
      continue;
    count(f.kind);
    use(f, w.random);
  }
}

call_outcome fault_injector::outcome_of_call(const std::string& port, const std::string& call) {
  auto& random = stream("port " + port);
  call_outcome outcome;
  outcome.request_delay = random.between(milliseconds{1}, milliseconds{4});
  outcome.reply_delay = random.between(milliseconds{1}, milliseconds{4});
  if (random.chance(0.02)) // an engine is sometimes slow
    outcome.reply_delay += random.between(milliseconds{20}, milliseconds{200});
  using k = fault_kind;
  for_each_active({k::fail, k::lose_request, k::lose_reply, k::delay, k::truncate, k::conflict, k::garble}, port, call,
                  [&](const fault& f, rng& own) {
                    if (f.kind == k::delay)
                      (own.chance(0.5) ? outcome.request_delay : outcome.reply_delay) += own.between(f.least, f.most);
                    else if (f.kind == k::garble)
                      outcome.garbled = true;
                    else
                      outcome.result = result_of(f.kind);
                  });
  return outcome;
}

bool fault_injector::throws(const std::string& port, const std::string& call) {
  bool thrown = false;
  for_each_active({fault_kind::throws}, port, call, [&](const fault&, rng&) { thrown = true; });
  return thrown;
}

event_delivery fault_injector::delivery_of_event(const std::string& stream_name) {
  event_delivery delivery;
  delivery.delay = stream(stream_name).between(milliseconds{1}, milliseconds{3});
  using k = fault_kind;
  for_each_active({k::lose_events, k::delay_events, k::repeat_events, k::shuffle_events}, stream_name, "",
                  [&](const fault& f, rng& own) {
                    if (f.kind == k::lose_events)
                      delivery.copies = 0;
                    if (f.kind == k::repeat_events)
                      delivery.copies += delivery.copies == 0 ? 0 : f.amount;
                    if (f.kind == k::delay_events || f.kind == k::shuffle_events)
                      delivery.delay += own.between(f.least, f.most);
                    delivery.in_order &= f.kind != k::shuffle_events;
                  });
  return delivery;
}

bool fault_injector::events_cut(const std::string& stream_name) {
  bool cut = false;
  for_each_active({fault_kind::cut_events}, stream_name, "", [&](const fault&, rng&) { cut = true; });
  return cut;
}

milliseconds fault_injector::load_time(const std::string& cluster) {
  auto time = stream("agents of " + cluster).between(milliseconds{30}, milliseconds{300});
  for_each_active({fault_kind::slow_loads}, cluster, "",
                  [&](const fault& f, rng& own) { time += own.between(f.least, f.most); });
  return time;
}

bool fault_injector::load_fails(const std::string& cluster) {
  bool fails = false;
  for_each_active({fault_kind::fail_loads}, cluster, "", [&](const fault&, rng&) { fails = true; });
  return fails;
}

bool fault_injector::reports_falsely(const std::string& cluster) {
  bool falsely = false;
  for_each_active({fault_kind::false_report}, cluster, "", [&](const fault&, rng&) { falsely = true; });
  return falsely;
}

task_outcome fault_injector::outcome_of_task(const sim_service& s, const std::string& text) {
  auto& random = stream("tasks of " + s.name);
  task_outcome outcome{random.between(milliseconds{200}, milliseconds{1200}), ""};
  if (!s.current.spec.labels.contains(owned::agent_label) && text.find("-poison-") != text.npos)
    outcome.error = "task: non-zero exit (1)";
  for (const std::string cluster : cluster_names)
    if (s.name == proxy_name(cluster))
      for_each_active({fault_kind::slow_tasks, fault_kind::fail_tasks}, cluster, "", [&](const fault& f, rng& own) {
        if (f.kind == fault_kind::slow_tasks)
          outcome.start_delay += own.between(f.least, f.most);
        else
          outcome.error = "task: non-zero exit (137)";
      });
  return outcome;
}

} // namespace signalbox::sim
