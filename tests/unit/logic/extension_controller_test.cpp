// The parts of an extension together: rendering by core or by a service, and the reports.
#include "actors/extension/desired_extension_spec.hpp"
#include "actors/extension/extension_controller.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using std::chrono::seconds;

namespace {

cluster_settings with_image(const std::string& image) {
  auto s = with_core();
  s.image = image;
  s.service_name = "ext-east";
  return s;
}

routes_changed routes(std::uint32_t count) {
  return {{"us-east"}, {1, count}, {std::to_string(count)}, std::make_shared<const route_table>(), true};
}

/// The effects of type T, in their order.
template <class T>
std::vector<T> all(const extension_controller_effects& effects) {
  std::vector<T> found;
  for (const auto& e : effects)
    if (const auto* x = std::get_if<T>(&e))
      found.push_back(*x);
  return found;
}

extension_report reported(const extension_controller_effects& effects) {
  const auto reports = all<publish_report<extension_report>>(effects);
  REQUIRE(reports.size() == 1);
  return reports[0].report;
}

/// A controller with an extension service, whose running tasks and answers a test sets.
struct extension_with_service {
  extension_with_service() { controller.start(start); }
  extension_controller_effects see(const std::vector<std::string>& tasks) {
    service_observation seen;
    seen.service.emplace();
    seen.service->name = "ext-east";
    seen.service->spec = desired_extension_spec(with_image("extension:1"));
    seen.service->applied = seen.service->spec;
    for (const auto& id : tasks)
      seen.tasks.push_back({id, "n1", "running", "", "", {{"net-core", "10.0.0." + id}}});
    return controller.on_observation(seen, start);
  }
  extension_controller_effects answer(std::uint64_t request, const std::string& text) {
    const extension_poll_event poll{"1", "mine/1", "", extension_answer{request, rendered_text{text}}};
    return controller.on(extension_event{poll}, start);
  }
  extension_controller controller{with_image("extension:1"), service_policy{}};
};

} // namespace

TEST_CASE("without an image core renders: no service is created, and none is reported") {
  extension_controller controller{with_image(""), service_policy{}};
  CHECK(controller.start(start).empty());
  CHECK(controller.on_wake(1, start).empty());
  const auto asked = controller.on(routes(1), start);
  CHECK_FALSE(reported(asked).service);
  const auto requests = all<render_request>(asked);
  REQUIRE(requests.size() == 1);
  const auto rendered = controller.on_rendered(requests[0].number, rendered_text{"text"}, start);
  REQUIRE(all<config_rendered>(rendered).size() == 1);
  CHECK(*all<config_rendered>(rendered)[0].text == "text");
  CHECK(reported(rendered).bytes == 4);
}

TEST_CASE_METHOD(extension_with_service, "the service is observed first, and its state is in every report") {
  extension_controller fresh{with_image("extension:1"), service_policy{}};
  CHECK(all<service_call>(fresh.start(start)).size() == 1);
  const auto report = reported(see({"1"}));
  REQUIRE(report.service);
  CHECK(report.service->service == "ext-east");
  CHECK(report.service->tasks_running == 1);
  CHECK(report.service->state == extension_state::absent);
  REQUIRE(report.found.size() == 1);
  CHECK(report.found[0].where == "extension service ext-east");
}

TEST_CASE_METHOD(extension_with_service, "an answer to the newest request becomes the configuration") {
  see({"1"});
  const auto requests = all<render_request>(controller.on(routes(1), start));
  REQUIRE(requests.size() == 1);
  const auto rendered = answer(requests[0].number, "text");
  REQUIRE(all<config_rendered>(rendered).size() == 1);
  CHECK(reported(rendered).service->state == extension_state::connected);
  CHECK(reported(rendered).service->answers.at("rendered") == 1);
  CHECK(answer(requests[0].number + 1, "nobody asked for it").empty());
}

TEST_CASE_METHOD(extension_with_service, "after a task ended the remaining tasks get the newest request again") {
  see({"1", "2"});
  CHECK(all<render_request>(see({"2"})).empty()); // there is no request yet
  see({"1", "2"});
  const auto first = all<render_request>(controller.on(routes(1), start));
  answer(first.at(0).number, "text");
  const auto effects = see({"2"});
  const auto again = all<render_request>(effects);
  REQUIRE(again.size() == 1);
  CHECK(again[0].number == first[0].number);
  CHECK(again[0].routes == first[0].routes);
  CHECK(all<authorize_tasks>(effects).at(0).tasks.size() == 1);
  CHECK(all<render_request>(see({"2"})).empty());
}

TEST_CASE_METHOD(extension_with_service, "the report after a poll shows an overdue answer, or a malformed poll") {
  see({"1"});
  controller.on(routes(1), start);
  const extension_event poll = extension_poll_event{"1", "mine/1", "", {}};
  CHECK(reported(controller.on(poll, start + seconds(1))).service->state == extension_state::connected);
  CHECK(reported(controller.on(poll, start + seconds(12))).service->state == extension_state::slow);
  const extension_event malformed = malformed_poll{malformed_poll::kind::protocol, "it speaks protocol 2"};
  CHECK(reported(controller.on(malformed, start + seconds(12))).service->state == extension_state::unusable);
}

TEST_CASE_METHOD(extension_with_service, "an unknown caller causes an observation, and no report") {
  see({"1"});
  const auto effects = controller.on(extension_event{unknown_caller{"10.0.0.9"}}, start + seconds(1));
  CHECK(all<service_call>(effects).size() == 1);
  CHECK(effects.size() == 1);
}

TEST_CASE_METHOD(extension_with_service, "a problem of the service is in the next report") {
  see({"1"});
  CHECK(all<publish_report<extension_report>>(controller.on_outcome(engine_refused{"no such network"}, start)).empty());
  const auto report = reported(controller.on(routes(1), start));
  REQUIRE(report.found.size() == 2); // the other one: no task has polled
  CHECK(report.found[1].what == "the engine refused it: no such network");
  CHECK(reported(see({"1"})).found.size() == 1);
}
