#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"

#include <map>

using namespace signalbox;
using namespace signalbox::test;

namespace {

/// Answers by the prefix of a request (`GET /services/p`); any other request gets 500.
fake_engine::script by_request(const std::map<std::string, std::string>& answers) {
  return [answers](peer& p, int) {
    for (std::string r; !(r = p.next()).empty();) {
      r.erase(r.find("/v1.41"), 6);
      std::string text = answer(500, R"({"message":"unexpected"})");
      for (const auto& [start, bytes] : answers)
        if (r.starts_with(start))
          text = bytes;
      p.send(text);
    }
  };
}

const std::string service = R"({"ID":"s1","Version":{"Index":5},"Spec":{"Name":"p","Labels":{}}})";
const std::string gone = answer(404, R"({"message":"service p not found"})");

std::string seen(service_engine& engine) {
  const auto answer = ask<observed_service>([&](auto done) { engine.observe({"c"}, "p", done); });
  if (const auto* failed = std::get_if<engine_unreachable>(&answer))
    return failed->why;
  const auto& o = std::get<service_observation>(answer);
  return (o.service ? "proxy " : "none ") + std::to_string(o.tasks.size()) + ' ' + std::to_string(o.configs.size());
}

live_service live() {
  live_service p;
  p.id = "s1";
  p.version = 5;
  p.raw = std::make_shared<const std::string>(R"({"Name":"p"})");
  return p;
}

} // namespace

TEST_CASE_METHOD(client_fixture, "an observation is complete, or fails") {
  const std::string tasks = ok(R"([{"ID":"t","ServiceID":"s1","DesiredState":"running"}])");
  const std::string configs = ok(R"([{"ID":"c1","Spec":{"Name":"x","Labels":{"com.docker.interlock.cluster":"c"}}}])");
  const auto look = [&](const std::map<std::string, std::string>& answers) {
    fake_engine engine(by_request(answers));
    return seen(*proxy(engine.address()));
  };
  CHECK(look({{"GET /services/p", ok(service)}, {"GET /tasks", tasks}, {"GET /configs", configs}}) == "proxy 1 1");
  CHECK(look({{"GET /services/p", gone}, {"GET /configs", configs}}) == "none 0 1");
  CHECK(look({{"GET /services/p", ok(service)}, {"GET /tasks", gone}, {"GET /configs", configs}}) == "none 0 1");
  CHECK(look({{"GET /tasks", tasks}, {"GET /configs", configs}}) == "unexpected (status 500)");
  CHECK(look({{"GET /services/p", ok(service)}, {"GET /configs", configs}}) == "unexpected (status 500)");
  CHECK(look({{"GET /services/p", ok(service)}, {"GET /tasks", tasks}}) == "unexpected (status 500)");
  CHECK(contains(look({{"GET /services/p", ok("x")}, {"GET /tasks", tasks}, {"GET /configs", configs}}), "not JSON"));
  CHECK(contains(look({{"GET /services/p", ok(service)}, {"GET /tasks", ok("x")}, {"GET /configs", configs}}),
                 "not JSON"));
  CHECK(
      contains(look({{"GET /services/p", ok(service)}, {"GET /tasks", tasks}, {"GET /configs", ok("x")}}), "not JSON"));
}

TEST_CASE_METHOD(client_fixture, "a failed update is classified by the caller's next step") {
  const auto update = [&](const std::string& reply) {
    fake_engine engine(by_request({{"POST /services/s1/update?version=5&registryAuthFrom=spec", reply}}));
    const auto client = proxy(engine.address());
    return ask_outcome([&](auto done) { client->update_service(live(), {}, {}, done); });
  };
  CHECK(update(ok("{}")) == "done");
  CHECK(update(answer(500, R"({"message":"rpc error: code = Unknown desc = update out of sequence"})"))
            .starts_with("conflict: "));
  CHECK(update(answer(404, R"({"message":"service s1 not found"})")).starts_with("conflict: "));
  CHECK(update(answer(404, R"({"message":"network n not found"})")).starts_with("refused: "));
  CHECK(update(answer(400, R"({"message":"invalid port"})")) == "refused: invalid port (status 400)");
  CHECK(update(answer(503, R"({"message":"no leader"})")).starts_with("unreachable: "));
}

TEST_CASE_METHOD(client_fixture, "a spec that cannot be written is refused without a request") {
  fake_engine engine(by_request({}));
  const auto client = proxy(engine.address());
  auto broken = live();
  broken.raw = std::make_shared<const std::string>("[]");
  CHECK(ask_outcome([&](auto done) { client->update_service(broken, {}, {}, done); }).starts_with("refused: "));
  broken.raw = nullptr;
  CHECK(ask_outcome([&](auto done) { client->update_service(broken, {}, {}, done); }).starts_with("refused: "));
  CHECK(engine.connections() == 0);
}

TEST_CASE_METHOD(client_fixture, "the ids of configs are resolved before a service is written") {
  managed_spec desired;
  desired.configs = {{"/etc/a", "name"}};
  const auto create = [&](const std::string& list) {
    std::string written;
    std::string outcome;
    {
      fake_engine engine([&](peer& p, int) {
        p.next();
        p.send(list);
        if (written = p.next(); !written.empty())
          p.send(answer(201, "{}"));
      });
      const auto client = proxy(engine.address());
      outcome = ask_outcome([&](auto done) { client->create_service("p", desired, done); });
    }
    return outcome + (contains(written, R"("ConfigID":"id7")") ? " with id7" : "");
  };
  CHECK(create(ok(R"([{"ID":"id6","Spec":{"Name":"name2"}},{"ID":"id7","Spec":{"Name":"name"}}])")) == "done with id7");
  CHECK(create(ok(R"([{"ID":"id6","Spec":{"Name":"name2"}}])")) ==
        "conflict: config object name does not exist (any more)");
  CHECK(create(ok("x")).starts_with("unreachable: "));
  CHECK(create(answer(500, "")).starts_with("unreachable: "));
}

TEST_CASE_METHOD(client_fixture, "a config object that is removed during its comparison is a conflict") {
  fake_engine engine(by_request({{"POST /configs/create", answer(409, R"({"message":"exists"})")},
                                 {"GET /configs/a%20b", answer(404, R"({"message":"config not found"})")}}));
  const auto client = proxy(engine.address());
  const auto text = std::make_shared<const std::string>("x");
  CHECK(ask_outcome([&](auto done) { client->create_config("a b", {}, text, done); }).starts_with("conflict: "));
}

TEST_CASE_METHOD(client_fixture, "removing an absent object succeeds") {
  fake_engine engine(by_request({{"DELETE /configs/1", answer(404, "{}")},
                                 {"DELETE /configs/2", answer(204, "")},
                                 {"DELETE /configs/3", answer(400, R"({"message":"in use"})")}}));
  const auto client = proxy(engine.address());
  const auto remove = [&](const std::string& id) {
    return ask_outcome([&](auto done) { client->remove_config(id, done); });
  };
  CHECK(remove("1") == "done");
  CHECK(remove("2") == "done");
  CHECK(remove("3") == "refused: in use (status 400)");
  CHECK(counted("DELETE /configs/{id}", "ok") == 1);
}
