#include "chaos/sim/script.hpp"

#include "chaos/sim/dice.hpp"
#include "chaos/sim/trace.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {

using kind = deed_kind;

class writer {
public:
  writer(const plan& p, std::uint64_t seed) : plan_(p), seed_(seed) {}

  script write() {
    for (const auto* cluster : cluster_names)
      workload(cluster);
    if (plan_.calm.empty())
      nodes();
    for (const auto& f : plan_.faults)
      add(f);
    std::stable_sort(result_.deeds.begin(), result_.deeds.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    for (std::size_t i = 0; i < result_.deeds.size(); ++i)
      result_.deeds[i].number = i;
    return std::move(result_);
  }

private:
  // A cluster that is compared has its changes far apart, and none shortly before the end, so that each is an update of
  // its own, and over.
  void workload(const std::string& cluster) {
    dice d{seed_, "workload " + cluster};
    const bool calm = cluster == plan_.calm;
    const auto least = calm ? milliseconds{20000} : plan_.every_least;
    const auto most = calm ? milliseconds{22000} : plan_.every_most;
    const auto end = plan_.torment - (calm ? most : milliseconds{0});
    for (auto t = d.between(least, most); t < end; t += d.between(least, most))
      change(d, cluster, t, calm);
    for (std::uint64_t i = 0; i < plan_.poisoned; ++i) {
      const auto from = d.between(milliseconds{0}, plan_.torment * 2 / 3);
      const auto name = cluster + "-poison-" + std::to_string(i);
      put(from, kind::poison, name, cluster, 0);
      put(from + d.between(milliseconds{3000}, milliseconds{30000}), kind::remove, name, cluster, 0);
    }
  }

  void change(dice& d, const std::string& cluster, moment t, bool calm) {
    static const std::vector<kind> any{kind::create,  kind::create, kind::create, kind::remove,     kind::scale,
                                       kind::scale,   kind::scale,  kind::move,   kind::move,       kind::relabel,
                                       kind::relabel, kind::spoil,  kind::mend,   kind::share_host, kind::operate};
    static const std::vector<kind> plain{kind::create, kind::scale, kind::relabel};
    const auto what = d.pick(calm ? plain : any);
    // The first two applications of each cluster are never touched: their routes must never go.
    const auto app = 2 + d.below(std::max<std::uint64_t>(plan_.applications, 3) - 2);
    auto amount = d.next();
    if (!plan_.calm.empty() && moves_to_a_cluster(amount))
      ++amount; // an application of another cluster would come at any time
    put(t, what, cluster + '-' + std::to_string(app), cluster, amount);
  }

  void nodes() {
    dice d{seed_, "nodes"};
    for (auto t = d.between(milliseconds{5000}, milliseconds{60000}); t < plan_.torment;
         t += d.between(milliseconds{20000}, milliseconds{60000})) {
      const auto* node = d.chance(0.5) ? "w-00" : "w-01";
      put(t, kind::node_down, node, "", 0);
      put(t + d.between(milliseconds{500}, milliseconds{15000}), kind::node_up, node, "", 0);
    }
  }

  void add(const fault& f) {
    dice d{seed_, "fault " + std::to_string(f.number)};
    switch (f.kind) {
    case fault_kind::swizzle:
      return swizzle(f, d);
    case fault_kind::kill:
    case fault_kind::crash:
      return strike(f, d);
    case fault_kind::restart_core:
      return each(f, d, [&](moment t) { put(t, kind::restart_core, choose_cluster(d), "", d.next()); });
    case fault_kind::half_die:
      return each(f, d, [&](moment t) { put(t, kind::half_die, d.pick(matching(f.where, clusters())), "", d.next()); });
    case fault_kind::storm:
      return each(f, d, [&](moment t) {
        put(t, kind::storm, "", "", f.amount);
        result_.deeds.back().lasts = f.least;
      });
    default:
      result_.spells.push_back(f);
    }
  }

  void strike(const fault& f, dice& d) {
    const auto victims = matching(f.where, all_paths());
    each(f, d, [&](moment t) {
      for (std::uint64_t i = 0; i < f.amount; ++i)
        put(t, f.kind == fault_kind::kill ? kind::kill : kind::crash, d.pick(victims), "", d.below(30));
    });
  }

  // Stops a random set of connections one by one, and releases them in another order.
  void swizzle(const fault& f, dice& d) {
    each(f, d, [&](moment t) {
      std::vector<std::string> ports{"watcher", "janitor", "events"};
      for (const auto* c : cluster_names)
        ports.emplace_back(c);
      if (plan_.pushed)
        ports.emplace_back("tasks");
      for (const auto& port : ports) {
        if (!d.chance(0.6))
          continue;
        fault spell = f;
        spell.kind = port == "events" || port == "tasks" ? fault_kind::cut_events : fault_kind::lose;
        spell.where = port;
        spell.start = t + d.between(milliseconds{0}, milliseconds{3000});
        spell.stop = std::min(plan_.torment, spell.start + d.between(milliseconds{3000}, milliseconds{12000}));
        spell.number = f.number * 1000 + result_.spells.size();
        if (spell.start < spell.stop)
          result_.spells.push_back(spell);
      }
    });
  }

  template <class Do>
  void each(const fault& f, dice& d, Do act) {
    for (auto t = f.start + d.between(milliseconds{0}, f.every_most); t < f.stop;
         t += std::max(milliseconds{1}, d.between(f.every_least, f.every_most)))
      act(t);
  }

  static std::vector<std::string> clusters() { return {cluster_names.begin(), cluster_names.end()}; }
  static std::string choose_cluster(dice& d) {
    return d.chance(0.4) ? cluster_names[d.below(cluster_names.size())] : std::string{};
  }
  std::vector<std::string> matching(const std::string& pattern, const std::vector<std::string>& all) const {
    std::vector<std::string> found;
    for (const auto& name : all)
      if (matches(pattern, name))
        found.push_back(name);
    if (found.empty())
      throw bad_plan(plan_.name + ": nothing is called '" + pattern + "'");
    return found;
  }
  void put(moment at, kind what, const std::string& subject, const std::string& cluster, std::uint64_t amount) {
    result_.deeds.push_back({0, at, what, subject, cluster, amount, milliseconds{0}});
  }

  const plan& plan_;
  std::uint64_t seed_;
  script result_;
};

constexpr std::array deed_names{"create", "remove",     "scale",  "move",      "relabel", "spoil",
                                "mend",   "share-host", "poison", "node-down", "node-up", "operate",
                                "squat",  "half-die",   "storm",  "kill",      "crash",   "restart-core"};

} // namespace

script write_script(const plan& p, std::uint64_t seed) { return writer{p, seed}.write(); }

std::vector<std::string> all_paths() {
  std::vector<std::string> paths{"status", "janitor", "watcher"};
  for (const std::string c : cluster_names)
    for (const auto* part : {"", "/proxy", "/extension", "/cluster"})
      paths.push_back(c + part);
  return paths;
}

std::string to_string(const deed& d) {
  return trace::stamp(d.at) + ' ' + deed_names[static_cast<std::size_t>(d.what)] + (d.subject.empty() ? "" : " ") +
         d.subject;
}

std::string to_string(const fault& f) {
  auto text = trace::stamp(f.start) + " to " + trace::stamp(f.stop) + ' ' + std::string{name_of(f.kind)};
  text += f.where.empty() ? "" : " at " + f.where;
  return text + (f.call.empty() ? "" : ", call " + f.call);
}

} // namespace signalbox::sim
