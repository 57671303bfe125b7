// Tests of the simulation itself: plans are parsed strictly, equal seeds give equal runs, a failing schedule is
// minimized.
#include "chaos/sim/simulation.hpp"
#include "chaos/sim/trace_minimizer.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace signalbox::sim;

namespace {

const std::string plans = std::string{SIGNALBOX_SOURCE_DIR} + "/chaos/plans";

run_result run(const std::string& name, std::uint64_t seed) {
  const auto p = load_plan(plans + '/' + name + ".toml");
  return run_plan({p, seed, make_schedule(p, seed), [](signalbox::dependencies&) {}, 1000000});
}

} // namespace

TEST_CASE("the same seed gives the same run, line by line") {
  for (const auto* name : {"everything", "storm"}) {
    const auto first = run(name, 7), again = run(name, 7);
    INFO(name);
    REQUIRE(first.trace.size() == again.trace.size());
    for (std::size_t i = 0; i < first.trace.size(); ++i)
      if (first.trace[i] != again.trace[i])
        FAIL("line " << i << ": " << first.trace[i] << " | " << again.trace[i]);
    CHECK(first.trace_sum == again.trace_sum);
    CHECK(first.figures.steps == again.figures.steps);
  }
}

TEST_CASE("another seed gives another run") { CHECK(run("kills", 1).trace_sum != run("kills", 2).trace_sum); }

TEST_CASE("an unaffected cluster gets no application of another one, and no change at the end of the fault phase") {
  const auto p = load_plan(plans + "/flames.toml");
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const auto& a : make_schedule(p, seed).actions) {
      INFO("seed " << seed << ": " << to_string(a));
      CHECK((a.what != action_kind::relabel || !moves_to_a_cluster(a.amount)));
      CHECK((a.cluster != p.unaffected || a.at < p.fault_phase - std::chrono::seconds{22}));
    }
}

TEST_CASE("every plan can be read, has a description, and its faults happen") {
  for (const auto& file : std::filesystem::directory_iterator{plans}) {
    if (file.path().extension() != ".toml")
      continue;
    INFO(file.path());
    const auto p = load_plan(file.path());
    CHECK_FALSE(p.about.empty());
    std::map<fault_kind, std::uint64_t> happened;
    for (std::uint64_t seed = 1; seed <= 2; ++seed)
      for (const auto& [kind, n] :
           simulate({p, seed, make_schedule(p, seed), [](signalbox::dependencies&) {}, 0}).figures.faults)
        happened[kind] += n;
    for (const auto& f : p.faults)
      if (f.kind != fault_kind::swizzle) { // a swizzle fault becomes lost calls
        INFO(name_of(f.kind));
        CHECK(happened[f.kind] > 0);
      }
  }
}

TEST_CASE("a plan with an unknown key, an unknown fault or a wrong time is refused") {
  CHECK_THROWS_AS(read_plan("second = 5", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("seconds = \"5\"", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("[[fault]]\nkind = \"kil\"", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("[[fault]]\nkind = \"kill\"\nstop = 100", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("[[fault]]\nkind = \"kill\"\nwhen = 1", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("[[fault]]\nkind = \"kill\"\nevery = [2.0, 1.0]", "p"), bad_plan);
  CHECK_THROWS_AS(read_plan("[[fault", "p"), bad_plan);
  const auto p = read_plan("[[fault]]\nkind = \"kill\"\nwhere = \"nobody\"\nevery = [1.0, 1.0]", "p");
  CHECK_THROWS_AS(make_schedule(p, 1), bad_plan);
}

TEST_CASE("the page of the plans names every fault") {
  std::ifstream in{plans + "/README.md"};
  std::stringstream page;
  page << in.rdbuf();
  for (auto kind = fault_kind::fail; kind <= fault_kind::swizzle;
       kind = static_cast<fault_kind>(static_cast<int>(kind) + 1)) {
    INFO(name_of(kind));
    CHECK(page.str().find('`' + std::string{name_of(kind)} + '`') != std::string::npos);
  }
}

TEST_CASE("a minimized schedule has the actions that the failure needs, and no others") {
  const auto p = load_plan(plans + "/quiet.toml");
  run_request request{p, 3, make_schedule(p, 3),
                      [](signalbox::dependencies& d) {
                        d.restart_policy.backoff_most = d.restart_policy.backoff_least = std::chrono::hours{24};
                      },
                      0};
  for (const auto second : {10, 14, 18})
    request.schedule.actions.push_back(
        {0, std::chrono::seconds{second}, action_kind::kill, "eu/proxy", "", 0, milliseconds{0}});
  std::stable_sort(request.schedule.actions.begin(), request.schedule.actions.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  const auto result = run_plan(request);
  REQUIRE(result.broken);
  CHECK(result.broken->which == invariant::healed);
  const auto least = minimize_trace(request, *result.broken, 500);
  std::string actions;
  for (const auto& a : least.schedule.actions)
    actions += to_string(a) + '\n';
  CHECK((actions == "10.000 kill eu/proxy\n14.000 kill eu/proxy\n" ||
         actions == "14.000 kill eu/proxy\n18.000 kill eu/proxy\n"));
}
