#include "chaos/sim/simulation.hpp"

#include "chaos/sim/stage_set.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace signalbox::sim {

namespace {

constexpr milliseconds warm_up{70000}, tick{500}, look{20}, glance{1000}, stays_right{8000};
constexpr milliseconds patience{180000}; ///< after which a Swarm without faults has to be at rest
constexpr std::uint64_t most_steps = 3'000'000;

class simulation {
public:
  explicit simulation(const run_request& r) : request_(r), set_(r, warm_up) {}

  run_result run() {
    set_.work.populate(request_.what.applications);
    advance(moment{0});
    for (const auto phase : {&simulation::torment, &simulation::settle, &simulation::prove, &simulation::same_view})
      if (!set_.judge.first())
        (this->*phase)();
    return finish();
  }

private:
  void torment() {
    set_.start_core();
    for (const auto& d : request_.how.deeds)
      set_.time.at(d.at, [this, &d] { perform(d); });
    for (const auto& f : request_.how.spells)
      if (f.kind == fault_kind::cut_events)
        set_.time.at(f.start, [this, &f] { set_.cut(f); });
    every(tick, [this] { set_.check_lives(); });
    if (!request_.what.calm.empty())
      every(look, [this] { measure_calm(); });
    advance(request_.what.torment);
    change_is_over();
    calm_over_ = true;
    if (!request_.what.calm.empty())
      result_.calm_tasks = set_.proxy_tasks(request_.what.calm);
  }

  void every(milliseconds pause, std::function<void()> what) {
    set_.time.in(pause, [this, pause, what] {
      what();
      every(pause, what);
    });
  }

  void perform(const deed& d) {
    if (d.what == deed_kind::kill || d.what == deed_kind::crash || d.what == deed_kind::restart_core)
      strikes_.push_back({d.amount % 30, &d});
    else if (d.what == deed_kind::storm)
      set_.storm(d.amount, d.lasts);
    else
      change(d);
  }

  void change(const deed& d) {
    if (d.cluster == request_.what.calm && !calm_over_) {
      change_is_over();
      changed_ = set_.time.now();
    }
    set_.perform(d);
  }

  // Lets the actors take turns, and strikes when the turn has come.
  void drain() {
    for (std::uint64_t n = 0; n < request_.what.steps_per_millisecond && set_.core && set_.core->step(); ++n) {
      if (set_.log.steps() > most_steps)
        set_.judge.broken(invariant::bounded, "the actors do not come to rest");
      for (std::size_t i = 0; i < strikes_.size();)
        if (strikes_[i].first-- == 0) {
          set_.strike(*strikes_[i].second);
          strikes_.erase(strikes_.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
          ++i;
        }
    }
  }

  void advance(moment end) {
    while (!set_.judge.first()) {
      drain();
      auto next = set_.time.next();
      const auto timer = set_.core ? set_.core->next_timer() : std::nullopt;
      if (timer && (!next || *timer < *next))
        next = timer;
      if (set_.core && set_.core->busy())
        next = set_.time.now() + milliseconds{1};
      if (!next || *next > end)
        break;
      set_.time.move_to(*next);
      if (set_.core)
        set_.core->catch_up();
    }
    if (set_.judge.first())
      return;
    set_.time.move_to(end);
    if (set_.core)
      set_.core->catch_up();
  }

  void measure_calm() {
    if (calm_over_ || news_seen_ == set_.routes.news())
      return;
    news_seen_ = set_.routes.news();
    const bool serves = set_.routes.serves_truth(request_.what.calm);
    if (serves && behind_)
      right_since_ = set_.time.now();
    behind_ = !serves;
  }

  // A change may be served in steps, task by task: what counts is when all of it is.
  void change_is_over() {
    if (changed_)
      result_.served.push_back(behind_ ? set_.time.now() - *changed_
                                       : std::max(right_since_ - *changed_, milliseconds{0}));
    changed_.reset();
  }

  // Without faults everything has to be right within `patience`, and to stay so.
  void rest(bool may_be_rejected) {
    set_.heal();
    const auto end = set_.time.now() + patience;
    std::string why;
    for (auto right = milliseconds{0}; right < stays_right && set_.time.now() < end && !set_.judge.first();) {
      advance(set_.time.now() + glance);
      why = set_.unrest(may_be_rejected);
      right = why.empty() ? right + glance : milliseconds{0};
    }
    if (!why.empty() && !set_.judge.first())
      set_.judge.broken(invariant::converged, why);
    set_.check_rest();
  }

  void settle() { rest(true); }
  // What Swarm rejected is not tried again until there is something new.
  void prove() {
    for (const auto& c : set_.clusters())
      set_.work.add_final(c);
    rest(false);
  }

  // Deaths of actors and of the core change nothing that runs.
  void same_view() {
    const auto writes = set_.writes.writes(), loads = set_.agents.loads();
    const auto tasks = set_.all_proxy_tasks();
    dice d{request_.seed, "same view"};
    for (int i = 0; i < 3; ++i) {
      set_.kill_any(d);
      advance(set_.time.now() + milliseconds{1500});
    }
    set_.replace_core();
    advance(set_.time.now() + milliseconds{12000});
    if (set_.writes.writes() != writes || set_.agents.loads() != loads || set_.all_proxy_tasks() != tasks)
      set_.judge.broken(invariant::same_view, "a restart with the same view changed what runs");
  }

  run_result finish() {
    result_.broken = set_.judge.first();
    set_.core.reset();
    result_.trace_sum = set_.log.sum();
    result_.trace = set_.log.lines();
    result_.figures = set_.figures();
    return std::move(result_);
  }

  const run_request& request_;
  stage_set set_;
  std::vector<std::pair<std::uint64_t, const deed*>> strikes_;
  std::optional<moment> changed_; ///< the calm cluster, last
  moment right_since_{0};         ///< since when it serves the truth, if it does
  bool behind_ = false, calm_over_ = false;
  std::uint64_t news_seen_ = 0;
  run_result result_;
};

/// The same, without what is done to the core, to its connections and to the proxies of other clusters.
script without_faults(script how) {
  how.spells.clear();
  std::erase_if(how.deeds, [](const deed& d) { return d.what >= deed_kind::half_die; });
  return how;
}

std::string compare(const run_result& calm, const run_result& torn) {
  if (calm.calm_tasks != torn.calm_tasks)
    return "its proxy's tasks are others";
  for (std::size_t i = 0; i < calm.served.size(); ++i)
    if (torn.served[i] > calm.served[i] * 5 / 4 + milliseconds{300})
      return "change " + std::to_string(i) + " took " + trace::stamp(torn.served[i]) + " s, and " +
             trace::stamp(calm.served[i]) + " s without the faults";
  return "";
}

} // namespace

void run_figures::add(const run_figures& other) {
  steps += other.steps;
  deaths += other.deaths;
  writes += other.writes;
  given_up += other.given_up;
  cores += other.cores;
  lasted += other.lasted;
  for (const auto& [kind, n] : other.faults)
    faults[kind] += n;
}

run_result simulate(const run_request& request) {
  spdlog::set_level(spdlog::level::off); // nobody reads the log of so many deaths
  return simulation{request}.run();
}

run_result run_plan(const run_request& request) {
  auto torn = simulate(request);
  if (torn.broken || request.what.calm.empty())
    return torn;
  auto quiet = request;
  quiet.how = without_faults(quiet.how);
  const auto calm = simulate(quiet);
  if (calm.broken)
    return calm;
  if (const auto why = compare(calm, torn); !why.empty())
    torn.broken = violation{invariant::isolated, request.what.torment, request.what.calm + ": " + why};
  return torn;
}

} // namespace signalbox::sim
