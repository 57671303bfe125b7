#include "chaos/sim/campaign.hpp"

#include "chaos/sim/trace.hpp"

#include <chrono>
#include <ostream>

namespace signalbox::sim {

namespace {

constexpr std::size_t tries_for_the_shortest = 300, lines_told = 80, all_lines = 1000000;

bool is_routine(const std::string& line) {
  for (const auto* end :
       {": look", "watcher: services", "watcher: tasks", "watcher: nodes", "watcher: networks", "watcher: secrets",
        "janitor: list-services", "janitor: list-configs", "janitor: list-secrets"})
    if (line.ends_with(end))
      return true;
  return false;
}

class campaigner {
public:
  campaigner(const campaign& c, std::ostream& out) : campaign_(c), out_(out) {
    for (const auto& file : c.plans)
      plans_.push_back(load_plan(file));
  }

  int run() {
    for (std::uint64_t n = campaign_.share; wanted(n); n += campaign_.of)
      if (!run_one(plans_[n % plans_.size()], campaign_.seed + n / plans_.size()))
        return 1;
    tell_figures();
    return 0;
  }

private:
  bool wanted(std::uint64_t n) const {
    if (campaign_.seconds > 0)
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count() < campaign_.seconds;
    return n < campaign_.runs * plans_.size();
  }

  bool run_one(const plan& p, std::uint64_t seed) {
    run_request request{p, seed, write_script(p, seed), [](world&) {}, campaign_.show_trace ? all_lines : 0};
    const auto result = run_plan(request);
    if (campaign_.show_trace)
      for (const auto& line : result.trace)
        out_ << line << '\n';
    if (result.broken) {
      out_ << "plan " << p.name << ", seed " << seed << ": broke invariant " << static_cast<int>(result.broken->which)
           << "; looks for its shortest trace" << std::endl;
      auto least = shortest(request, *result.broken, tries_for_the_shortest);
      least.trace_lines = all_lines;
      tell(least, run_plan(least), out_);
      return false;
    }
    auto& figures = figures_[p.name];
    figures.first += 1;
    figures.second.add(result.figures);
    return true;
  }

  void tell_figures() const {
    for (const auto& [name, f] : figures_) {
      const auto& [runs, sum] = f;
      out_ << "plan " << name << ": " << runs << " runs, " << sum.lasted.count() / 1000 << " s simulated, " << sum.steps
           << " messages, " << sum.deaths << " deaths of actors, " << sum.cores << " cores, " << sum.writes
           << " writes, " << sum.given_up << " updates given up;";
      for (const auto& [kind, n] : sum.faults)
        out_ << ' ' << name_of(kind) << ' ' << n;
      out_ << '\n';
    }
    std::uint64_t all = 0;
    for (const auto& [_, f] : figures_)
      all += f.first;
    out_ << all << " passed, 0 failed" << std::endl;
  }

  const campaign& campaign_;
  std::ostream& out_;
  std::vector<plan> plans_;
  std::map<std::string, std::pair<std::uint64_t, run_figures>> figures_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace

int run(const campaign& c, std::ostream& out) { return campaigner{c, out}.run(); }

void tell(const run_request& request, const run_result& result, std::ostream& out) {
  out << "of " << request.how.deeds.size() << " deeds and " << request.how.spells.size() << " spells:\n";
  for (const auto& f : request.how.spells)
    out << "  " << to_string(f) << '\n';
  for (const auto& d : request.how.deeds)
    out << "  " << to_string(d) << '\n';
  std::vector<std::string> told;
  for (const auto& line : result.trace)
    if (!is_routine(line))
      told.push_back(line);
  out << "the end of the trace, without looks that went well:\n";
  for (auto i = told.size() > lines_told ? told.size() - lines_told : 0; i < told.size(); ++i)
    out << "  " << told[i] << '\n';
  if (result.broken)
    out << "invariant " << static_cast<int>(result.broken->which) << " at " << trace::stamp(result.broken->at)
        << " s: " << result.broken->what << '\n';
  out << "again: chaos/run.sh --seed " << request.seed << " --plan " << request.what.name << " --runs 1\n";
  out << "0 passed, 1 failed" << std::endl;
}

} // namespace signalbox::sim
