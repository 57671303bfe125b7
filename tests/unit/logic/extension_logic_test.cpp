#include "actors/extension/extension_logic.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

routes_changed table(std::uint32_t count, std::string sum) {
  return {{"us-east"}, {1, count}, {std::move(sum)}, std::make_shared<const route_table>(), true};
}

} // namespace

TEST_CASE("an unchanged table is not rendered again, but its revision is passed on") {
  int rendered = 0;
  extension_logic logic{{}, [&](const route_table&, const cluster_settings&) -> render_result {
                          ++rendered;
                          return rendered_text{"text"};
                        }};
  CHECK(logic.on(table(1, "a")).config->rev == revision{1, 1});
  CHECK(logic.on(table(2, "a")).config->rev == revision{1, 2});
  CHECK(rendered == 1);
}

TEST_CASE("while rendering fails the last good text stays, and the problem is told") {
  bool broken = false;
  extension_logic logic{{}, [&](const route_table&, const cluster_settings&) -> render_result {
                          if (broken)
                            return render_failed{{{severity::error, "", "template", "line 3", ""}}};
                          return rendered_text{"good"};
                        }};
  REQUIRE(logic.on(table(1, "a")).config);
  broken = true;
  const auto failed = logic.on(table(2, "b"));
  CHECK_FALSE(failed.config);
  CHECK(failed.report.found.size() == 1);
  CHECK(failed.report.rendered == revision{1, 1});
  broken = false;
  CHECK(logic.on(table(3, "c")).config->rev == revision{1, 3});
}
