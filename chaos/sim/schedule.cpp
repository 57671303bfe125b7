#include "chaos/sim/schedule.hpp"

#include "chaos/sim/rng.hpp"
#include "chaos/sim/trace.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {

using kind = action_kind;

class schedule_builder {
public:
  schedule_builder(const plan& p, std::uint64_t seed) : plan_(p), seed_(seed) {}

  schedule build() {
    for (const auto* cluster : cluster_names)
      workload(cluster);
    if (plan_.unaffected.empty())
      nodes();
    for (const auto& f : plan_.faults)
      add(f);
    std::stable_sort(result_.actions.begin(), result_.actions.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    for (std::size_t i = 0; i < result_.actions.size(); ++i)
      result_.actions[i].number = i;
    return std::move(result_);
  }

private:
  // The changes of the unaffected cluster are far apart, and the last one is well before the end: each is a separate
  // update, which is complete when the runs are compared.
  void workload(const std::string& cluster) {
    rng random{seed_, "workload " + cluster};
    const bool unaffected = cluster == plan_.unaffected;
    const auto least = unaffected ? milliseconds{20000} : plan_.every_least;
    const auto most = unaffected ? milliseconds{22000} : plan_.every_most;
    const auto end = plan_.fault_phase - (unaffected ? most : milliseconds{0});
    for (auto t = random.between(least, most); t < end; t += random.between(least, most))
      change(random, cluster, t, unaffected);
    for (std::uint64_t i = 0; i < plan_.poisoned; ++i) {
      const auto from = random.between(milliseconds{0}, plan_.fault_phase * 2 / 3);
      const auto name = cluster + "-poison-" + std::to_string(i);
      add_action(from, kind::poison, name, cluster, 0);
      add_action(from + random.between(milliseconds{3000}, milliseconds{30000}), kind::remove, name, cluster, 0);
    }
  }

  void change(rng& random, const std::string& cluster, moment t, bool unaffected) {
    static const std::vector<kind> any{kind::create,     kind::create,     kind::create,  kind::remove,
                                       kind::scale,      kind::scale,      kind::scale,   kind::move,
                                       kind::move,       kind::relabel,    kind::relabel, kind::break_labels,
                                       kind::fix_labels, kind::share_host, kind::operate};
    static const std::vector<kind> plain{kind::create, kind::scale, kind::relabel};
    const auto what = random.pick(unaffected ? plain : any);
    // No action affects the first two applications of each cluster: their routes must always exist.
    const auto app = 2 + random.below(std::max<std::uint64_t>(plan_.applications, 3) - 2);
    auto amount = random.next();
    if (!plan_.unaffected.empty() && moves_to_a_cluster(amount))
      ++amount; // otherwise an application could move to the unaffected cluster at any time
    add_action(t, what, cluster + '-' + std::to_string(app), cluster, amount);
  }

  void nodes() {
    rng random{seed_, "nodes"};
    for (auto t = random.between(milliseconds{5000}, milliseconds{60000}); t < plan_.fault_phase;
         t += random.between(milliseconds{20000}, milliseconds{60000})) {
      const auto* node = random.chance(0.5) ? "w-00" : "w-01";
      add_action(t, kind::node_down, node, "", 0);
      add_action(t + random.between(milliseconds{500}, milliseconds{15000}), kind::node_up, node, "", 0);
    }
  }

  void add(const fault& f) {
    rng random{seed_, "fault " + std::to_string(f.number)};
    switch (f.kind) {
    case fault_kind::swizzle:
      return swizzle(f, random);
    case fault_kind::kill:
    case fault_kind::crash:
      return add_actor_faults(f, random);
    case fault_kind::restart_core:
      return at_intervals(
          f, random, [&](moment t) { add_action(t, kind::restart_core, choose_cluster(random), "", random.next()); });
    case fault_kind::half_die:
      return at_intervals(f, random, [&](moment t) {
        add_action(t, kind::half_die, random.pick(matching(f.where, clusters())), "", random.next());
      });
    case fault_kind::storm:
      return at_intervals(f, random, [&](moment t) {
        add_action(t, kind::storm, "", "", f.amount);
        result_.actions.back().lasts = f.least;
      });
    default:
      result_.fault_windows.push_back(f);
    }
  }

  void add_actor_faults(const fault& f, rng& random) {
    const auto paths = matching(f.where, all_paths());
    at_intervals(f, random, [&](moment t) {
      for (std::uint64_t i = 0; i < f.amount; ++i)
        add_action(t, f.kind == fault_kind::kill ? kind::kill : kind::crash, random.pick(paths), "", random.below(30));
    });
  }

  // Interrupts a random set of connections one after the other, and restores them in another order.
  void swizzle(const fault& f, rng& random) {
    at_intervals(f, random, [&](moment t) {
      std::vector<std::string> ports{"watcher", "janitor", "events"};
      for (const auto* c : cluster_names)
        ports.emplace_back(c);
      if (plan_.pushed)
        ports.emplace_back("tasks");
      for (const auto& port : ports) {
        if (!random.chance(0.6))
          continue;
        fault window = f;
        window.kind = port == "events" || port == "tasks" ? fault_kind::cut_events : fault_kind::lose_request;
        window.where = port;
        window.start = t + random.between(milliseconds{0}, milliseconds{3000});
        window.stop =
            std::min(plan_.fault_phase, window.start + random.between(milliseconds{3000}, milliseconds{12000}));
        window.number = f.number * 1000 + result_.fault_windows.size();
        if (window.start < window.stop)
          result_.fault_windows.push_back(window);
      }
    });
  }

  template <class Do>
  void at_intervals(const fault& f, rng& random, Do action) {
    for (auto t = f.start + random.between(milliseconds{0}, f.every_most); t < f.stop;
         t += std::max(milliseconds{1}, random.between(f.every_least, f.every_most)))
      action(t);
  }

  static std::vector<std::string> clusters() { return {cluster_names.begin(), cluster_names.end()}; }
  static std::string choose_cluster(rng& random) {
    return random.chance(0.4) ? cluster_names[random.below(cluster_names.size())] : std::string{};
  }
  std::vector<std::string> matching(const std::string& pattern, const std::vector<std::string>& all) const {
    std::vector<std::string> found;
    for (const auto& name : all)
      if (matches(pattern, name))
        found.push_back(name);
    if (found.empty())
      throw bad_plan(plan_.name + ": no cluster or actor matches '" + pattern + "'");
    return found;
  }
  void add_action(moment at, kind what, const std::string& subject, const std::string& cluster, std::uint64_t amount) {
    result_.actions.push_back({0, at, what, subject, cluster, amount, milliseconds{0}});
  }

  const plan& plan_;
  std::uint64_t seed_;
  schedule result_;
};

constexpr std::array action_names{"create",      "remove",     "scale",  "move",      "relabel", "break-labels",
                                  "fix-labels",  "share-host", "poison", "node-down", "node-up", "operate",
                                  "occupy-name", "half-die",   "storm",  "kill",      "crash",   "restart-core"};

} // namespace

schedule make_schedule(const plan& p, std::uint64_t seed) { return schedule_builder{p, seed}.build(); }

std::vector<std::string> all_paths() {
  std::vector<std::string> paths{"status", "janitor", "watcher"};
  for (const std::string c : cluster_names)
    for (const auto* part : {"", "/proxy", "/extension", "/cluster"})
      paths.push_back(c + part);
  return paths;
}

std::string to_string(const action& a) {
  return trace::stamp(a.at) + ' ' + action_names[static_cast<std::size_t>(a.what)] + (a.subject.empty() ? "" : " ") +
         a.subject;
}

std::string to_string(const fault& f) {
  auto text = trace::stamp(f.start) + " to " + trace::stamp(f.stop) + ' ' + std::string{name_of(f.kind)};
  text += f.where.empty() ? "" : " at " + f.where;
  return text + (f.call.empty() ? "" : ", call " + f.call);
}

} // namespace signalbox::sim
