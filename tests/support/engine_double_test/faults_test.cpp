#include "tests/support/catch.hpp"
#include "tests/support/engine_double_test/engine_fixture.hpp"
#include "tests/unit/http/raw_client.hpp"

using namespace signalbox;

namespace {

struct http_fixture : engine_fixture {
  std::uint16_t port() { return static_cast<std::uint16_t>(std::stoi(engine.url().substr(16))); }
  raw_client connect() { return raw_client(port()); }
  std::string get_path(const std::string& path) { return "GET /v1.41" + path + " HTTP/1.1\r\nHost: d\r\n\r\n"; }
};

const std::string filter = "?filters=%7B%22type%22%3A%5B%22service%22%5D%7D";

} // namespace

TEST_CASE_METHOD(http_fixture, "events come as dockerd writes them") {
  auto c = connect();
  c.send(get_path("/events" + filter));
  CHECK(contains(c.read_until("\r\n\r\n"), "Transfer-Encoding: chunked"));
  engine.create("networks", R"({"Name":"unseen"})");
  auto id = create(spec("web"));
  engine.settle();
  set_image("web", "app:2");
  engine.settle();
  auto all = c.read_until("completed");
  CHECK(!contains(all, "unseen"));
  std::vector<json> seen;
  for (std::size_t at = 0; (at = all.find("{\"A", at)) != std::string::npos; ++at)
    if (auto line = json::parse(all.substr(at, all.find("\r\n", at) - at), nullptr, false); line.is_object())
      seen.push_back(line);
  REQUIRE(seen.size() >= 4);
  CHECK(seen[0]["Type"] == "service");
  CHECK(seen[0]["Action"] == "create");
  CHECK(seen[0]["Actor"] == json{{"ID", id}, {"Attributes", {{"name", "web"}}}});
  CHECK(seen[0]["scope"] == "swarm");
  CHECK(seen[0]["time"] == seen[0]["timeNano"].get<std::int64_t>() / 1'000'000'000);
  CHECK(seen[1]["Action"] == "update");
  CHECK(seen[2]["Actor"]["Attributes"] == json{{"name", "web"}, {"image.old", "app:1"}, {"image.new", "app:2"}});
  CHECK(seen[3]["Actor"]["Attributes"] == json{{"name", "web"}, {"updatestate.new", "updating"}});
}

TEST_CASE_METHOD(http_fixture, "streams can be dropped, and events lost or held back") {
  auto c = connect();
  c.send(get_path("/events" + filter));
  c.read_until("\r\n\r\n");
  CHECK(engine.event_listeners() == 1);
  engine.set_event_flow(twin::event_flow::lose);
  create(spec("lost"));
  engine.set_event_flow(twin::event_flow::hold);
  create(spec("held"));
  engine.set_event_flow(twin::event_flow::pass);
  create(spec("passed"));
  auto all = c.read_until("\"name\":\"passed\"");
  CHECK(!contains(all, "lost"));
  CHECK(contains(all, "held"));
  engine.drop_events();
  c.read_all();
  CHECK(c.closed());
}

TEST_CASE_METHOD(http_fixture, "since replays what was missed") {
  create(spec("early"));
  auto c = connect();
  c.send(get_path("/events?since=1.5"));
  CHECK(contains(c.read_until("early"), "early"));
}

TEST_CASE_METHOD(http_fixture, "a fault hits its path, its method, and as often as it is told to") {
  engine_fault fault;
  fault.method = "GET";
  fault.path = "/services/[^/]+";
  fault.times = 2;
  fault.status = 503;
  fault.message = "not now";
  engine.inject(fault);
  auto c = connect();
  auto status = [&](const std::string& path) {
    c.send(get_path(path));
    auto head = c.read_until("\r\n\r\n");
    c.read_until("}\n");
    return head.substr(9, 3);
  };
  CHECK(status("/services/x") == "503");
  CHECK(status("/tasks/x") == "404");
  CHECK(status("/services/x") == "503");
  CHECK(status("/services/x") == "404");
  CHECK(engine.requests()["GET /services/{id}"] == 3);
}

TEST_CASE_METHOD(http_fixture, "a delayed answer comes when the clock has moved; the deed is done before") {
  engine.inject({fault_kind::delay, "POST", "/networks/create", 1, 0, "", seconds(10), 0});
  auto c = connect();
  const std::string body = R"({"Name":"slow"})";
  c.send("POST /networks/create HTTP/1.1\r\nHost: d\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body);
  while (engine.call("GET", "/networks/slow").status != 200) {
  }
  engine.advance(seconds(9));
  auto other = connect();
  other.send(get_path("/_ping"));
  CHECK(contains(other.read_until("OK"), "200"));
  for (int i = 0; i < 1000; ++i) // the delay starts after the request has been read
    engine.advance(milliseconds(10));
  CHECK(contains(c.read_until("}\n"), "201 Created"));
}

TEST_CASE_METHOD(http_fixture, "answers break off, or the connection closes") {
  engine.inject({fault_kind::truncate, "", "/nodes", 1, 0, "", {}, 20});
  auto c = connect();
  c.send(get_path("/nodes"));
  auto all = c.read_all();
  CHECK(c.closed());
  CHECK(all.size() - all.find("\r\n\r\n") - 4 == 20);
  engine.inject({fault_kind::hang_up, "", "/nodes", 1, 0, "", {}, 0});
  auto d = connect();
  d.send(get_path("/nodes"));
  all = d.read_all();
  CHECK(all.substr(all.size() - 4) == "\r\n\r\n");
}

TEST_CASE_METHOD(http_fixture, "silence executes the request, ignore does not; neither answers") {
  engine.inject({fault_kind::silence, "POST", "/networks/create", 1, 0, "", {}, 0});
  engine.inject({fault_kind::ignore, "POST", "/configs/create", 1, 0, "", {}, 0});
  auto silent = connect(), ignored = connect();
  silent.send("POST /networks/create HTTP/1.1\r\nHost: d\r\nContent-Length: 12\r\n\r\n{\"Name\":\"n\"}");
  ignored.send(
      "POST /configs/create HTTP/1.1\r\nHost: d\r\nContent-Length: 27\r\n\r\n{\"Name\":\"c\",\"Data\":\"aGVs\"}  ");
  while (engine.requests()["POST /networks/create"] + engine.requests()["POST /configs/create"] < 2) {
  }
  CHECK(engine.call("GET", "/networks/n").status == 200);
  CHECK(engine.call("GET", "/configs/c").status == 404);
}

TEST_CASE("in real time the same things happen by themselves") {
  double_options options;
  options.real_time = true;
  options.timings = engine_timings::quick();
  engine_double engine(options);
  engine.create("services", R"({"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"app:1"}}})");
  auto end = std::chrono::steady_clock::now() + seconds(10);
  bool running = false;
  while (!running && std::chrono::steady_clock::now() < end)
    running = contains(engine.call("GET", "/tasks").body, "\"State\":\"running\"");
  CHECK(running);
}
