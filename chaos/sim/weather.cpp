#include "chaos/sim/weather.hpp"

#include "chaos/sim/workload.hpp"

namespace signalbox::sim {

weather::weather(const agenda& time, std::uint64_t seed, std::vector<fault> spells) : time_(time), seed_(seed) {
  for (auto& f : spells)
    spells_.push_back({f, dice{seed, "spell " + std::to_string(f.number)}});
}

dice& weather::stream(const std::string& name) { return streams_.try_emplace(name, seed_, name).first->second; }

template <class Use>
void weather::each(std::initializer_list<fault_kind> kinds, const std::string& where, const std::string& call,
                   Use use) {
  if (healed_)
    return;
  for (auto& s : spells_) {
    const auto& f = s.what;
    const bool in_force = f.start <= time_.now() && time_.now() < f.stop;
    if (!in_force || std::find(kinds.begin(), kinds.end(), f.kind) == kinds.end() || !matches(f.where, where) ||
        !matches(f.call, call) || !s.chance.chance(f.probability))
      continue;
    count(f.kind);
    use(f, s.chance);
  }
}

call_fate weather::of_call(const std::string& port, const std::string& call) {
  auto& d = stream("port " + port);
  call_fate fate;
  fate.there = d.between(milliseconds{1}, milliseconds{4});
  fate.back = d.between(milliseconds{1}, milliseconds{4});
  if (d.chance(0.02)) // an engine is slow now and then
    fate.back += d.between(milliseconds{20}, milliseconds{200});
  using k = fault_kind;
  each({k::fail, k::lose, k::mute, k::delay, k::truncate, k::conflict, k::garble}, port, call,
       [&](const fault& f, dice& chance) {
         if (f.kind == k::delay)
           (chance.chance(0.5) ? fate.there : fate.back) += chance.between(f.least, f.most);
         else if (f.kind == k::garble)
           fate.garbled = true;
         else
           fate.end = f.kind == k::fail       ? ending::refused
                      : f.kind == k::lose     ? ending::lost
                      : f.kind == k::mute     ? ending::mute
                      : f.kind == k::truncate ? ending::truncated
                                              : ending::conflict;
       });
  return fate;
}

bool weather::throws(const std::string& port, const std::string& call) {
  bool thrown = false;
  each({fault_kind::throws}, port, call, [&](const fault&, dice&) { thrown = true; });
  return thrown;
}

event_fate weather::of_event(const std::string& stream_name) {
  event_fate fate;
  fate.delay = stream(stream_name).between(milliseconds{1}, milliseconds{3});
  using k = fault_kind;
  each({k::lose_events, k::delay_events, k::repeat_events, k::shuffle_events}, stream_name, "",
       [&](const fault& f, dice& chance) {
         if (f.kind == k::lose_events)
           fate.copies = 0;
         if (f.kind == k::repeat_events)
           fate.copies += fate.copies == 0 ? 0 : f.amount;
         if (f.kind == k::delay_events || f.kind == k::shuffle_events)
           fate.delay += chance.between(f.least, f.most);
         fate.in_order &= f.kind != k::shuffle_events;
       });
  return fate;
}

bool weather::events_cut(const std::string& stream_name) {
  bool cut = false;
  each({fault_kind::cut_events}, stream_name, "", [&](const fault&, dice&) { cut = true; });
  return cut;
}

milliseconds weather::load_takes(const std::string& cluster) {
  auto takes = stream("agents of " + cluster).between(milliseconds{30}, milliseconds{300});
  each({fault_kind::slow_loads}, cluster, "",
       [&](const fault& f, dice& chance) { takes += chance.between(f.least, f.most); });
  return takes;
}

bool weather::load_fails(const std::string& cluster) {
  bool fails = false;
  each({fault_kind::fail_loads}, cluster, "", [&](const fault&, dice&) { fails = true; });
  return fails;
}

bool weather::agent_lies(const std::string& cluster) {
  bool lies = false;
  each({fault_kind::lie}, cluster, "", [&](const fault&, dice&) { lies = true; });
  return lies;
}

task_fate weather::of_task(const sim_service& s, const std::string& text) {
  auto& d = stream("tasks of " + s.name);
  task_fate fate{d.between(milliseconds{200}, milliseconds{1200}), ""};
  if (!s.is.spec.labels.contains(owned::agent_label) && text.find("-poison-") != text.npos)
    fate.error = "task: non-zero exit (1)";
  for (const std::string cluster : cluster_names)
    if (s.name == proxy_name(cluster))
      each({fault_kind::slow_tasks, fault_kind::fail_tasks}, cluster, "", [&](const fault& f, dice& chance) {
        if (f.kind == fault_kind::slow_tasks)
          fate.start += chance.between(f.least, f.most);
        else
          fate.error = "task: non-zero exit (137)";
      });
  return fate;
}

} // namespace signalbox::sim
