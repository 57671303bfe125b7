#include "tests/actors/actor_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

TEST_CASE_METHOD(actor_fixture, "a labelled service ends up in its own cluster's configuration, and only there") {
  start();
  swarm.add("web", "us-east");
  pass(5s);
  CHECK(text_of("us-east").find("web.local") != std::string::npos);
  CHECK(text_of("us-west").find("web.local") == std::string::npos);
  CHECK(swarm.creates == 2);
  CHECK(swarm.updates == 1);
  CHECK(is_ready(*snapshot));
  CHECK(cluster(0).proxy->applied == cluster(0).routes->observed);
}

TEST_CASE_METHOD(actor_fixture, "killing any actor leads back to the same configuration without a second update") {
  start();
  swarm.add("web", "us-east");
  pass(5s);
  const auto creates = swarm.creates;
  const auto updates = swarm.updates;
  const auto text = text_of("us-east");
  for (const std::string path : {"status", "us-east", "us-east/proxy", "us-east/extension", "us-east/cluster",
                                 "us-west/proxy", "janitor", "watcher"}) {
    const auto before = starts[path];
    kill(path);
    pass(20s);
    INFO(path);
    CHECK(starts[path] == before + 1);
    CHECK(swarm.creates == creates);
    CHECK(swarm.updates == updates);
    CHECK(text_of("us-east") == text);
    CHECK(cluster(0).proxy->state == health::ok);
  }
  swarm.add("shop", "us-east");
  pass(10s);
  CHECK(text_of("us-east").find("shop.local") != std::string::npos);
}

TEST_CASE_METHOD(actor_fixture, "a termination restarts the children that were started later, and no others") {
  start();
  const auto before = starts;
  kill("us-east/extension");
  pass(5s);
  CHECK(starts["us-east/proxy"] == before.at("us-east/proxy"));
  CHECK(starts["us-east/extension"] == before.at("us-east/extension") + 1);
  CHECK(starts["us-east/cluster"] == before.at("us-east/cluster") + 1);
  for (const auto* path : {"us-west", "us-west/proxy", "us-west/cluster", "watcher", "status"})
    CHECK(starts[path] == before.at(path));
}

TEST_CASE_METHOD(actor_fixture, "an actor that dies again and again degrades its cluster, and its sibling works on") {
  start();
  for (int i = 0; i < 12; ++i) {
    kill("us-east/proxy");
    pass(1s);
  }
  const auto east = std::find_if(snapshot->actors.begin(), snapshot->actors.end(),
                                 [](const auto& a) { return a.path == "us-east/proxy"; });
  REQUIRE(east != snapshot->actors.end());
  CHECK(east->report.state == child_state::degraded);
  swarm.add("web", "us-west");
  pass(5s);
  CHECK(text_of("us-west").find("web.local") != std::string::npos);
  pass(30s);
  swarm.add("shop", "us-east");
  pass(5s);
  CHECK(text_of("us-east").find("shop.local") != std::string::npos);
}

TEST_CASE_METHOD(actor_fixture, "an exception in a handler costs that actor only, and is told") {
  bool broken = true;
  deps().render = [&](const route_table& r, const cluster_settings& s) -> render_result {
    if (broken && s.id.value == "us-east")
      throw std::runtime_error("planted");
    return default_program().render(r, s);
  };
  start();
  swarm.add("web", "us-west");
  pass(10s);
  CHECK(text_of("us-west").find("web.local") != std::string::npos);
  CHECK(swarm.proxies.count("proxy-us-east") == 0);
  bool told = false;
  for (const auto& h : snapshot->history)
    told |= h.path == "us-east/extension" && h.what.find("planted") != std::string::npos;
  CHECK(told);
  broken = false;
  pass(30s);
  CHECK(swarm.proxies.count("proxy-us-east") == 1);
}

TEST_CASE_METHOD(actor_fixture, "an engine that never answers us-east's calls is nothing to us-west") {
  swarm.silent["us-east"] = true;
  start();
  swarm.add("web", "us-west");
  pass(5s);
  CHECK(swarm.proxies.count("proxy-us-east") == 0);
  CHECK(text_of("us-west").find("web.local") != std::string::npos);
}

TEST_CASE_METHOD(actor_fixture, "a failed listing is not an empty Swarm") {
  start();
  swarm.add("web", "us-east");
  pass(5s);
  swarm.failing = true;
  swarm.services.clear();
  pass(60s);
  CHECK(text_of("us-east").find("web.local") != std::string::npos);
  CHECK(snapshot->watcher->state == health::degraded);
}

TEST_CASE_METHOD(actor_fixture, "the proxy of a cluster that left the TOML is removed, a foreign one is not") {
  managed_spec old;
  old.configs = {{"/etc/nginx/nginx.conf", "c"}};
  old.labels = {
      {owned::type_label, owned::proxy_type}, {owned::cluster_label, "gone"}, {owned::core_label, "interlock"}};
  swarm.proxies["proxy-gone"] = {"1", "proxy-gone", 1, true, old, old, "", "", "", {}};
  old.labels[owned::core_label] = "another-core";
  swarm.proxies["proxy-other"] = {"2", "proxy-other", 1, true, old, old, "", "", "", {}};
  start();
  CHECK(swarm.proxies.count("proxy-gone") == 0);
  CHECK(swarm.proxies.count("proxy-other") == 1);
}

TEST_CASE_METHOD(actor_fixture, "a bad label costs its own service only") {
  start();
  swarm.add("web", "us-east");
  swarm.add("evil", "us-east");
  swarm.services["evil"].labels["com.docker.lb.hosts"] = "evil.local;\n}\nserver{listen 80;}";
  swarm.send_update_event("evil");
  pass(5s);
  CHECK(text_of("us-east").find("web.local") != std::string::npos);
  CHECK(text_of("us-east").find("evil") == std::string::npos);
  const auto& services = cluster(0).routes->services;
  REQUIRE(services.size() == 2);
  CHECK_FALSE(services[0].routed);
  CHECK(services[0].found.at(0).service == "evil");
}

TEST_CASE_METHOD(actor_fixture, "the metrics know every actor by its path") {
  start();
  std::set<std::string> paths;
  for (const auto& m : deps().metrics->read())
    paths.insert(m.path);
  CHECK(paths == std::set<std::string>{"root", "status", "janitor", "watcher", "us-east", "us-east/proxy",
                                       "us-east/extension", "us-east/cluster", "us-west", "us-west/proxy",
                                       "us-west/extension", "us-west/cluster"});
}

TEST_CASE_METHOD(actor_fixture, "messages are counted by type, and none of them is unknown") {
  start();
  swarm.add("web", "us-east");
  pass(5s);
  kill("us-east/proxy");
  pass(5s);
  std::map<std::string, std::map<std::string, std::uint64_t>> seen;
  for (const auto& m : deps().metrics->read()) {
    seen[m.path] = m.messages;
    INFO(m.path);
    CHECK(seen[m.path]["other"] == 0);
  }
  CHECK(seen["us-east/cluster"]["view_changed"] >= 2);
  CHECK(seen["us-east/extension"]["routes_changed"] >= 2);
  CHECK(seen["us-east/proxy"]["config_rendered"] >= 2);
  CHECK(seen["us-east/proxy"]["exit"] == 1);
  CHECK(seen["us-east"]["down"] == 1);
  CHECK(seen["watcher"]["port_reply"] > 5);
  CHECK(seen["watcher"]["wake"] > 1);
  CHECK(seen["status"]["actor_report"] > 10);
  CHECK(seen["us-west/cluster"]["routes_changed"] == 0);
}

TEST_CASE_METHOD(actor_fixture, "restarts are counted by their cause, and the last one has a time") {
  bool broken = true;
  deps().render = [&](const route_table& r, const cluster_settings& s) -> render_result {
    if (std::exchange(broken, false))
      throw std::runtime_error("planted");
    return default_program().render(r, s);
  };
  start();
  kill("watcher");
  pass(5s);
  const auto report = [&](const std::string& path) {
    for (const auto& a : snapshot->actors)
      if (a.path == path)
        return a.report;
    return child_report{};
  };
  CHECK(report("watcher").causes.at("killed") == 1);
  CHECK(report("watcher").last_start > report("janitor").last_start);
  CHECK(report("watcher").budget_left == 4);
  CHECK(report("us-east/extension").causes.at("exception") + report("us-west/extension").causes.at("exception") == 1);
  CHECK(report("janitor").causes.at("killed") == 0);
}

TEST_CASE_METHOD(actor_fixture, "a mailbox counts as empty after its actor was terminated and restarted") {
  start();
  for (const auto* path : {"us-east/proxy", "us-east", "watcher"}) {
    const auto old = actors.at(path);
    kill(path);
    pass(15s);
    caf::anon_send(old, wake{}); // timer of a terminated actor
    pass(1s);
  }
  for (const auto& m : deps().metrics->read()) {
    INFO(m.path);
    CHECK(m.depth == 0);
  }
  caf::anon_send(actors.at("us-east/proxy"), wake{});
  for (const auto& m : deps().metrics->read())
    if (m.path == "us-east/proxy")
      CHECK(m.depth == 1);
}
