#include "chaos/sim/simulation.hpp"

#include "chaos/sim/quiescence_checks.hpp"
#include "chaos/sim/sim_environment.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace signalbox::sim {

namespace {

constexpr milliseconds warm_up{70000}, lifecycle_interval{500}, measure_interval{20}, settle_interval{1000};
constexpr milliseconds settled_for{8000};      ///< without interruption
constexpr milliseconds settle_timeout{180000}; ///< from the end of the faults
constexpr std::uint64_t most_steps = 3'000'000;

class simulation {
public:
  explicit simulation(const run_request& r) : request_(r), environment_(r, warm_up), quiescence_(environment_) {}

  run_result run() {
    environment_.workload.populate(request_.plan.applications);
    advance(moment{0});
    for (const auto phase : {&simulation::run_fault_phase, &simulation::settle, &simulation::check_new_applications,
                             &simulation::check_restarts})
      if (!environment_.verdict.first())
        (this->*phase)();
    return finish();
  }

private:
  void run_fault_phase() {
    environment_.start_core();
    for (const auto& a : request_.schedule.actions)
      environment_.time.at(a.at, [this, &a] { apply(a); });
    for (const auto& f : request_.schedule.fault_windows)
      if (f.kind == fault_kind::cut_events)
        environment_.time.at(f.start, [this, &f] { environment_.cut(f); });
    every(lifecycle_interval, [this] { environment_.check_lifecycle(); });
    if (!request_.plan.unaffected.empty())
      every(measure_interval, [this] { measure_unaffected(); });
    advance(request_.plan.fault_phase);
    end_measurement();
    measured_ = true;
    if (!request_.plan.unaffected.empty())
      result_.unaffected_tasks = environment_.proxy_tasks(request_.plan.unaffected);
  }

  void every(milliseconds pause, std::function<void()> what) {
    environment_.time.in(pause, [this, pause, what] {
      what();
      every(pause, what);
    });
  }

  void apply(const action& a) {
    if (a.what == action_kind::kill || a.what == action_kind::crash || a.what == action_kind::restart_core)
      pending_.push_back({a.amount % 30, &a});
    else if (a.what == action_kind::storm)
      environment_.storm(a.amount, a.lasts);
    else
      change_swarm(a);
  }

  void change_swarm(const action& a) {
    if (a.cluster == request_.plan.unaffected && !measured_) {
      end_measurement();
      changed_ = environment_.time.now();
    }
    environment_.change_swarm(a);
  }

  // Runs the actors for a number of messages, and applies each action on the core after its number of messages.
  void run_actors() {
    for (std::uint64_t n = 0; n < request_.plan.steps_per_millisecond && environment_.core && environment_.core->step();
         ++n) {
      if (environment_.log.steps() > most_steps)
        environment_.verdict.broken(invariant::bounded, "the actors do not come to rest");
      for (std::size_t i = 0; i < pending_.size();)
        if (pending_[i].first-- == 0) {
          environment_.apply(*pending_[i].second);
          pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
          ++i;
        }
    }
  }

  void advance(moment end) {
    auto& core = environment_.core;
    while (!environment_.verdict.first()) {
      run_actors();
      auto next = environment_.time.next();
      const auto timer = core ? core->next_timer() : std::nullopt;
      if (timer && (!next || *timer < *next))
        next = timer;
      if (core && core->busy())
        next = environment_.time.now() + milliseconds{1};
      if (!next || *next > end)
        break;
      advance_clocks(*next);
    }
    if (!environment_.verdict.first())
      advance_clocks(end);
  }

  void advance_clocks(moment when) {
    environment_.time.advance_to(when);
    if (environment_.core)
      environment_.core->advance_clock();
  }

  void measure_unaffected() {
    if (measured_ || change_count_seen_ == environment_.routes.change_count())
      return;
    change_count_seen_ = environment_.routes.change_count();
    const bool serves = environment_.routes.serves_expected(request_.plan.unaffected);
    if (serves && behind_)
      served_since_ = environment_.time.now();
    behind_ = !serves;
  }

  // The tasks may serve a change one after the other. The measured time ends when all of them serve it.
  void end_measurement() {
    if (changed_)
      result_.propagation_times.push_back(behind_ ? environment_.time.now() - *changed_
                                                  : std::max(served_since_ - *changed_, milliseconds{0}));
    changed_.reset();
  }

  // Without faults everything must settle within the timeout, and stay settled.
  void wait_until_settled(bool may_be_rejected) {
    environment_.heal();
    const auto end = environment_.time.now() + settle_timeout;
    std::string why;
    for (auto settled = milliseconds{0};
         settled < settled_for && environment_.time.now() < end && !environment_.verdict.first();) {
      advance(environment_.time.now() + settle_interval);
      why = quiescence_.not_settled(may_be_rejected);
      settled = why.empty() ? settled + settle_interval : milliseconds{0};
    }
    if (!why.empty() && !environment_.verdict.first())
      environment_.verdict.broken(invariant::converged, why);
    quiescence_.check();
  }

  void settle() { wait_until_settled(true); }

  // Core does not retry a rejected view. A new application gives a new view, which must not be rejected.
  void check_new_applications() {
    for (const auto& c : environment_.clusters())
      environment_.workload.add_final(c);
    wait_until_settled(false);
  }

  // Restarts of actors and of the core change nothing that runs.
  void check_restarts() {
    const auto writes = environment_.writes.writes(), loads = environment_.agents.loads();
    const auto tasks = environment_.all_proxy_tasks();
    rng random{request_.seed, "same view"};
    for (int i = 0; i < 3; ++i) {
      environment_.kill_any_actor(random);
      advance(environment_.time.now() + milliseconds{1500});
    }
    environment_.replace_core();
    advance(environment_.time.now() + milliseconds{12000});
    if (environment_.writes.writes() != writes || environment_.agents.loads() != loads ||
        environment_.all_proxy_tasks() != tasks)
      environment_.verdict.broken(invariant::same_view, "a restart with the same view changed what runs");
  }

  run_result finish() {
    result_.broken = environment_.verdict.first();
    environment_.core.reset();
    result_.trace_sum = environment_.log.sum();
    result_.trace = environment_.log.lines();
    result_.figures = environment_.figures();
    return std::move(result_);
  }

  const run_request& request_;
  sim_environment environment_;
  quiescence_checks quiescence_;
  std::vector<std::pair<std::uint64_t, const action*>> pending_; ///< core actions, with the messages before each
  std::optional<moment> changed_;                                ///< time of the last change of the unaffected cluster
  moment served_since_{0}; ///< time since when that cluster serves the expected routes
  bool behind_ = false;    ///< it does not serve them
  bool measured_ = false;  ///< the fault phase is over
  std::uint64_t change_count_seen_ = 0;
  run_result result_;
};

/// The schedule without faults of the core, of its connections and of other clusters' proxies.
schedule without_faults(schedule s) {
  s.fault_windows.clear();
  std::erase_if(s.actions, [](const action& a) { return a.what >= action_kind::half_die; });
  return s;
}

/// The difference of the unaffected cluster between the two runs; empty if there is none.
std::string compare(const run_result& without, const run_result& with) {
  if (without.unaffected_tasks != with.unaffected_tasks)
    return "its proxy's tasks are others";
  for (std::size_t i = 0; i < without.propagation_times.size(); ++i)
    if (with.propagation_times[i] > without.propagation_times[i] * 5 / 4 + milliseconds{300})
      return "change " + std::to_string(i) + " took " + trace::stamp(with.propagation_times[i]) + " s, and " +
             trace::stamp(without.propagation_times[i]) + " s without the faults";
  return "";
}

} // namespace

void run_figures::add(const run_figures& other) {
  steps += other.steps;
  deaths += other.deaths;
  writes += other.writes;
  rejected_updates += other.rejected_updates;
  cores += other.cores;
  lasted += other.lasted;
  for (const auto& [kind, n] : other.faults)
    faults[kind] += n;
}

run_result simulate(const run_request& request) {
  spdlog::set_level(spdlog::level::off); // nobody reads the log of so many restarts
  return simulation{request}.run();
}

run_result run_plan(const run_request& request) {
  auto with = simulate(request);
  if (with.broken || request.plan.unaffected.empty())
    return with;
  auto copy = request;
  copy.schedule = without_faults(copy.schedule);
  const auto without = simulate(copy);
  if (without.broken)
    return without;
  if (const auto why = compare(without, with); !why.empty())
    with.broken = violation{invariant::isolated, request.plan.fault_phase, request.plan.unaffected + ": " + why};
  return with;
}

} // namespace signalbox::sim
