// Every planted bug makes a run of its plan fail, with the invariant that the bug breaks.
#include "chaos/negative/bugs.hpp"
#include "tests/support/catch.hpp"

#include <map>

using namespace signalbox::sim;

namespace {

constexpr std::uint64_t seeds = 10;

plan plan_of(const std::string& name) {
  return load_plan(std::string{SIGNALBOX_SOURCE_DIR} + "/chaos/plans/" + name + ".toml");
}

/// The violation of the first seed that fails.
std::optional<violation> first_failure(const plan& p, const tampering& tamper) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    if (auto result = run_plan({p, seed, make_schedule(p, seed), tamper, 0}); result.broken)
      return result.broken;
  return {};
}

} // namespace

TEST_CASE("every planted bug makes its run fail, with the right invariant") {
  for (const auto& bug : all_bugs()) {
    INFO(bug.name << ": " << bug.effect << ", plan " << bug.plan);
    const auto broken = first_failure(plan_of(bug.plan), bug.plant);
    CHECK(broken);
    if (broken) {
      INFO(broken->what);
      CHECK(static_cast<int>(broken->which) == static_cast<int>(bug.breaks));
    }
  }
}

TEST_CASE("every invariant has a planted bug") {
  std::map<invariant, int> bugs;
  for (const auto& bug : all_bugs())
    ++bugs[bug.breaks];
  for (auto i = static_cast<int>(invariant::converged); i <= static_cast<int>(invariant::foreign_untouched); ++i) {
    INFO("invariant " << i);
    CHECK(bugs.contains(static_cast<invariant>(i)));
  }
}
