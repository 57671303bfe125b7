#include "tests/support/catch.hpp"
#include "tests/unit/docker/client_fixture.hpp"

#include <mutex>
#include <set>

using namespace signalbox;
using namespace signalbox::test;

TEST_CASE_METHOD(client_fixture, "lists are read over every transport") {
  for (const auto how : {fake_engine::listens::unix_socket, fake_engine::listens::tcp, fake_engine::listens::tls}) {
    fake_engine engine(willing, how);
    CHECK(nodes(*source(engine.address())) == "1 node");
  }
}

TEST_CASE_METHOD(client_fixture, "a host name is resolved") {
  fake_engine engine(willing, fake_engine::listens::tcp);
  auto address = engine.address();
  address.host = "localhost";
  CHECK(nodes(*source(address)) == "1 node");
}

TEST_CASE_METHOD(client_fixture, "requests go in order over one connection, one at a time") {
  std::vector<std::string> seen;
  std::mutex mutex;
  {
    fake_engine engine([&](peer& p, int) {
      for (std::string r; !(r = p.next()).empty(); p.send(ok("[]"))) {
        const std::lock_guard lock(mutex);
        seen.push_back(r);
      }
    });
    const auto client = source(engine.address());
    client->list_services({}, [](const auto&) {});
    client->list_tasks({}, [](const auto&) {});
    client->list_networks([](const auto&) {});
    CHECK(nodes(*client) == "0 node");
    CHECK(engine.connections() == 1);
  }
  REQUIRE(seen.size() == 4);
  CHECK(seen[0] == "GET /v1.41/services ");
  CHECK(seen[1] == "GET /v1.41/tasks?filters=%7B%22desired-state%22%3A%5B%22running%22%5D%7D ");
  CHECK(seen[2] == "GET /v1.41/networks?filters=%7B%22scope%22%3A%5B%22swarm%22%5D%7D ");
  CHECK(seen[3] == "GET /v1.41/nodes ");
  CHECK(counted("GET /services", "ok") == 1);
}

TEST_CASE_METHOD(client_fixture, "an engine that closes after each answer is supported") {
  fake_engine engine([](peer& p, int) {
    const auto r = p.request();
    if (r.starts_with("GET /_ping"))
      p.send(pong("1.41", "Connection: close\r\n"));
    else
      p.send(ok(one_node, "Connection: close\r\n"));
  });
  const auto client = source(engine.address());
  CHECK(nodes(*client) == "1 node");
  CHECK(nodes(*client) == "1 node");
  CHECK(engine.connections() == 4);
}

TEST_CASE_METHOD(client_fixture, "the version is negotiated at each connect, because engines are upgraded") {
  std::mutex mutex;
  std::set<std::string> seen;
  {
    fake_engine engine([&](peer& p, int nth) {
      const auto r = p.next(nth == 1 ? "1.41" : "1.47");
      const std::lock_guard lock(mutex);
      seen.insert(r);
      p.send(ok(one_node));
    });
    const auto client = source(engine.address());
    CHECK(nodes(*client) == "1 node");
    CHECK(nodes(*client) == "1 node");
  }
  CHECK(seen == std::set<std::string>{"GET /v1.41/nodes ", "GET /v1.47/nodes "});
}

TEST_CASE_METHOD(client_fixture, "a newer engine is called with its oldest version") {
  std::string seen;
  {
    fake_engine engine([&](peer& p, int) {
      if (contains(p.next("1.60"), "/version"))
        p.send(ok(R"({"ApiVersion":"1.60","MinAPIVersion":"1.54"})"));
      seen = p.next();
      p.send(ok(one_node));
    });
    CHECK(nodes(*source(engine.address())) == "1 node");
  }
  CHECK(seen == "GET /v1.54/nodes ");
}

TEST_CASE_METHOD(client_fixture, "an engine that is too old, and a server that is no engine, are reported") {
  fake_engine old([](peer& p, int) { p.next("1.40"); });
  CHECK(contains(nodes(*source(old.address())), "the engine speaks API 1.40: version 20.10 (API 1.41) or later"));
  fake_engine other([](peer& p, int) {
    p.request();
    p.send(ok("hello"));
  });
  CHECK(contains(nodes(*source(other.address())), "is this a Docker Engine?"));
  fake_engine broken([](peer& p, int) {
    p.request();
    p.send(answer(500, R"({"message":"x"})"));
  });
  CHECK(contains(nodes(*source(broken.address())), "/_ping is answered with status 500"));
}

TEST_CASE_METHOD(client_fixture, "tasks of other services are listed although one service is gone") {
  std::vector<std::string> seen;
  fake_engine engine([&](peer& p, int) {
    seen.push_back(p.next());
    p.send(answer(404, R"({"message":"service gone not found"})"));
    seen.push_back(p.next());
    p.send(ok(R"([{"ID":"t1","ServiceID":"s1","DesiredState":"running"},
                  {"ID":"t2","ServiceID":"s2","DesiredState":"running"}])"));
    p.until_closed();
  });
  const auto client = source(engine.address());
  const auto tasks = ask_list<swarm_task>([&](auto done) { client->list_tasks({"s1", "gone"}, done); });
  REQUIRE(tasks.size() == 1);
  CHECK(tasks[0].id == "t1");
  REQUIRE(seen.size() == 2);
  CHECK(contains(seen[0], "gone"));
  CHECK_FALSE(contains(seen[1], "gone"));
}

TEST_CASE_METHOD(client_fixture, "only the requested services are listed") {
  fake_engine engine([](peer& p, int) {
    while (!p.next().empty())
      p.send(ok(R"([{"ID":"ab","Spec":{"Name":"x"}},{"ID":"abc","Spec":{"Name":"y"}}])"));
  });
  const auto client = source(engine.address());
  const auto some = ask_list<swarm_service>([&](auto done) { client->list_services({"ab"}, done); });
  REQUIRE(some.size() == 1); // the engine's filter matches prefixes of ids
  CHECK(some[0].name == "x");
  const std::vector<std::string> many(500, "abc");
  CHECK(ask_list<swarm_service>([&](auto done) { client->list_services(many, done); }).size() == 1);
}

TEST_CASE_METHOD(client_fixture, "many clients share the thread") {
  fake_engine engine(willing);
  std::vector<std::shared_ptr<swarm_source>> clients;
  for (int i = 0; i < 8; ++i)
    clients.push_back(source(engine.address()));
  for (int i = 0; i < 160; ++i)
    CHECK(nodes(*clients[static_cast<std::size_t>(i) % 8]) == "1 node");
  CHECK(engine.connections() == 8);
}
