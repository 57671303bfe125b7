// Changes of nothing but servers reach a real HAProxy while it runs, and cost it no worker.
#include "tests/agent/agent_fixture.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

/// An application: it answers its name.
struct app {
  std::string name;
  int port; ///< behind the proxy's
  std::string more = {};
};

const app a{"a", 1}, b{"b", 2}, c{"c", 3};

std::string address(const agent_fixture& w, const app& of) {
  return "127.0.0.1:" + std::to_string(w.proxy_port() + of.port);
}

/// The proxy's text with these servers behind it, of three applications that HAProxy itself plays.
std::string balancing(const agent_fixture& w, const std::vector<app>& servers, const std::string& more = "") {
  std::string text =
      "global\n  maxconn 100\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout "
      "server 5s\n" +
      more + "frontend web\n  bind 127.0.0.1:" + std::to_string(w.proxy_port()) + "\n  default_backend apps\n";
  for (const auto& each : {a, b, c})
    text += "frontend " + each.name + "\n  bind " + address(w, each) +
            "\n  http-request return status 200 content-type text/plain string \"" + each.name + "\"\n";
  text += "backend apps\n  option redispatch 1\n";
  for (const auto& each : servers)
    text += "  server " + address(w, each) + ' ' + address(w, each) + " id " + std::to_string(100 + each.port) +
            " check inter 10s" + each.more + '\n';
  return text;
}

std::set<std::string> answers(const agent_fixture& w) {
  std::set<std::string> all;
  for (int i = 0; i < 12; ++i)
    all.insert(w.get());
  return all;
}

bool was_reloaded(const agent_fixture& w, const std::string& text, const std::vector<pid_t>& workers_before) {
  const auto line = w.sum(text);
  const auto log = w.log();
  const auto said = log.find("serves " + line);
  REQUIRE(said != log.npos);
  const bool quietly = log.substr(said, log.find('\n', said) - said).find("without a reload") != std::string::npos;
  CHECK(quietly == (w.workers() == workers_before));
  return !quietly;
}

using names = std::set<std::string>;

} // namespace

TEST_CASE("servers come and go in the worker that runs") {
  for (const auto& what : {image{"busybox", "wget", "haproxy", "socat"}, image{"dash", "bash", "haproxy", "perl"}}) {
    CAPTURE(what.teller);
    agent_fixture w{what};
    w.start_with(balancing(w, {a}));
    const auto workers = w.workers();
    for (const auto& servers : std::vector<std::vector<app>>{{b}, {a, b}, {c, a, b}, {c}}) {
      const auto text = balancing(w, servers);
      names expected;
      for (const auto& each : servers)
        expected.insert(each.name);
      w.change_to(text);
      CHECK(answers(w) == expected);
      CHECK_FALSE(was_reloaded(w, text, workers));
    }
  }
}

TEST_CASE("what is more than servers is loaded by new workers, which are told the next servers") {
  agent_fixture w{{"busybox", "wget", "haproxy", "socat"}};
  w.start_with(balancing(w, {a}));
  auto workers = w.workers();
  const auto more = balancing(w, {a, b}, "  timeout queue 7s\n");
  w.change_to(more);
  CHECK(was_reloaded(w, more, workers));
  CHECK(w.wait_for_answer("b") == "b");
  for (int i = 0; i < 200 && w.workers().size() > 1; ++i)
    ::usleep(20000);
  workers = w.workers();
  const auto next = balancing(w, {c}, "  timeout queue 7s\n");
  w.change_to(next);
  CHECK_FALSE(was_reloaded(w, next, workers));
  CHECK(answers(w) == names{"c"});
}

TEST_CASE("servers that HAProxy's runtime does not take are loaded by new workers") {
  agent_fixture w{{"busybox", "wget", "haproxy", "socat"}};
  w.start_with(balancing(w, {a}));
  const auto workers = w.workers();
  const auto text = balancing(w, {{"b", 2, " cookie me"}});
  w.change_to(text);
  CHECK(was_reloaded(w, text, workers));
  CHECK(w.wait_for_answer("b") == "b");
  CHECK(w.log().find("HAProxy's runtime says: ") != std::string::npos);
}

TEST_CASE("a server that is written otherwise than before is loaded by new workers") {
  agent_fixture w{{"busybox", "wget", "haproxy", "socat"}};
  w.start_with(balancing(w, {a, b}));
  const auto workers = w.workers();
  const auto text = balancing(w, {a, {"b", 2, " weight 50"}});
  w.change_to(text);
  CHECK(was_reloaded(w, text, workers));
}

TEST_CASE("an image with nothing that speaks to HAProxy's socket gets new workers") {
  agent_fixture w{{"busybox", "wget", "haproxy"}};
  w.start_with(balancing(w, {a}));
  const auto workers = w.workers();
  const auto text = balancing(w, {b});
  w.change_to(text);
  CHECK(was_reloaded(w, text, workers));
  CHECK(w.wait_for_answer("b") == "b");
}
