// Each call reaches the engine with its arguments, and its answer the right callback.
#include "actors/service/service_calls.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

/// Records the last call, and answers at once.
struct recording_engine : service_engine {
  std::string asked;
  void observe(cluster_id cluster, std::string service, on_answer<observed_service> done) override {
    asked = "observe " + cluster.value + ' ' + service;
    done([] { return observed_service{service_observation{}}; });
  }
  void create_config(std::string name, label_map, std::shared_ptr<const std::string> text,
                     on_answer<engine_outcome> done) override {
    end("create config " + name + ' ' + *text, done);
  }
  void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) override {
    end("label config " + object.id + ' ' + labels.begin()->first, done);
  }
  void remove_config(std::string id, on_answer<engine_outcome> done) override { end("remove config " + id, done); }
  void create_secret(std::string name, label_map, std::string value, on_answer<engine_outcome> done) override {
    end("create secret " + name + ' ' + value, done);
  }
  void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) override {
    end("create service " + name + ' ' + desired.image, done);
  }
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    end("update service " + live.name + ' ' + merged.image + ' ' + desired.image, done);
  }
  void end(std::string what, const on_answer<engine_outcome>& done) {
    asked = std::move(what);
    done([] { return engine_outcome{engine_done{}}; });
  }
};

/// The recorded call, and the callback that got the answer.
std::string made(service_call call) {
  recording_engine engine;
  std::string answered;
  perform(
      std::move(call), engine, {"us-east"}, "proxy", [&](const auto&) { answered += " -> observed"; },
      [&](const auto&) { answered += " -> ended"; });
  return engine.asked + answered;
}

managed_spec of_image(const std::string& image) {
  managed_spec s;
  s.image = image;
  return s;
}

} // namespace

TEST_CASE("each service call is one call of the engine") {
  live_service live;
  live.name = "proxy";
  config_object object;
  object.id = "c1";
  CHECK(made(observe_service{}) == "observe us-east proxy -> observed");
  CHECK(made(make_config{"c", {}, std::make_shared<const std::string>("text")}) == "create config c text -> ended");
  CHECK(made(make_secret{"s", {}, "0123"}) == "create secret s 0123 -> ended");
  CHECK(made(mark_config{object, {{"rejected", "x"}}}) == "label config c1 rejected -> ended");
  CHECK(made(drop_config{"c1"}) == "remove config c1 -> ended");
  CHECK(made(make_service{of_image("a")}) == "create service proxy a -> ended");
  CHECK(made(change_service{live, of_image("b"), of_image("a")}) == "update service proxy b a -> ended");
}

TEST_CASE("each call has a kind") {
  CHECK(kind_of(observe_service{}) == call_kind::observe);
  CHECK(kind_of(make_config{}) == call_kind::config);
  CHECK(kind_of(make_secret{}) == call_kind::secret);
  CHECK(kind_of(mark_config{}) == call_kind::mark);
  CHECK(kind_of(drop_config{}) == call_kind::drop);
  CHECK(kind_of(make_service{}) == call_kind::write);
  CHECK(kind_of(change_service{}) == call_kind::write);
}
