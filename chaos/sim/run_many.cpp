#include "chaos/sim/run_many.hpp"

#include "chaos/sim/trace.hpp"
#include "chaos/sim/trace_minimizer.hpp"

#include <chrono>
#include <ostream>

namespace signalbox::sim {

namespace {

constexpr std::size_t minimizer_tries = 300, lines_shown = 80, all_lines = 1000000;

bool is_routine(const std::string& line) {
  for (const auto* end :
       {": observe", "watcher: services", "watcher: tasks", "watcher: nodes", "watcher: networks", "watcher: secrets",
        "janitor: list-services", "janitor: list-configs", "janitor: list-secrets"})
    if (line.ends_with(end))
      return true;
  return false;
}

class runner {
public:
  runner(const run_many_options& options, std::ostream& out) : options_(options), out_(out) {
    for (const auto& file : options.plans)
      plans_.push_back(load_plan(file));
  }

  int run() {
    for (std::uint64_t n = options_.share; is_due(n); n += options_.of)
      if (!run_one(plans_[n % plans_.size()], options_.seed + n / plans_.size()))
        return 1;
    print_figures();
    return 0;
  }

private:
  bool is_due(std::uint64_t n) const {
    if (options_.seconds > 0)
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count() < options_.seconds;
    return n < options_.runs * plans_.size();
  }

  bool run_one(const plan& p, std::uint64_t seed) {
    run_request request{p, seed, make_schedule(p, seed), [](dependencies&) {}, options_.show_trace ? all_lines : 0};
    const auto result = run_plan(request);
    if (options_.show_trace)
      for (const auto& line : result.trace)
        out_ << line << '\n';
    if (result.broken) {
      out_ << "plan " << p.name << ", seed " << seed << ": broke invariant " << static_cast<int>(result.broken->which)
           << "; minimizes its trace" << std::endl;
      auto least = minimize_trace(request, *result.broken, minimizer_tries);
      least.trace_lines = all_lines;
      print_failure(least, run_plan(least), out_);
      return false;
    }
    auto& figures = figures_[p.name];
    figures.first += 1;
    figures.second.add(result.figures);
    return true;
  }

  void print_figures() const {
    for (const auto& [name, f] : figures_) {
      const auto& [runs, sum] = f;
      out_ << "plan " << name << ": " << runs << " runs, " << sum.lasted.count() / 1000 << " s simulated, " << sum.steps
           << " messages, " << sum.deaths << " deaths of actors, " << sum.cores << " cores, " << sum.writes
           << " writes, " << sum.rejected_updates << " updates given up;";
      for (const auto& [kind, n] : sum.faults)
        out_ << ' ' << name_of(kind) << ' ' << n;
      out_ << '\n';
    }
    std::uint64_t all = 0;
    for (const auto& [_, f] : figures_)
      all += f.first;
    out_ << all << " passed, 0 failed" << std::endl;
  }

  const run_many_options& options_;
  std::ostream& out_;
  std::vector<plan> plans_;
  std::map<std::string, std::pair<std::uint64_t, run_figures>> figures_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

} // namespace

int run_many(const run_many_options& options, std::ostream& out) { return runner{options, out}.run(); }

void print_failure(const run_request& request, const run_result& result, std::ostream& out) {
  out << "with " << request.schedule.actions.size() << " actions and " << request.schedule.fault_windows.size()
      << " fault windows:\n";
  for (const auto& f : request.schedule.fault_windows)
    out << "  " << to_string(f) << '\n';
  for (const auto& a : request.schedule.actions)
    out << "  " << to_string(a) << '\n';
  std::vector<std::string> shown;
  for (const auto& line : result.trace)
    if (!is_routine(line))
      shown.push_back(line);
  out << "the end of the trace, without reads that succeeded:\n";
  for (auto i = shown.size() > lines_shown ? shown.size() - lines_shown : 0; i < shown.size(); ++i)
    out << "  " << shown[i] << '\n';
  if (result.broken)
    out << "invariant " << static_cast<int>(result.broken->which) << " at " << trace::stamp(result.broken->at)
        << " s: " << result.broken->what << '\n';
  out << "again: chaos/run.sh --seed " << request.seed << " --plan " << request.plan.name << " --runs 1\n";
  out << "0 passed, 1 failed" << std::endl;
}

} // namespace signalbox::sim
