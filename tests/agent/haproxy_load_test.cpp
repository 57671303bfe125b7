// Configurations that pass HAProxy's own test, and that it refuses, or loads slowly, when it starts or is reloaded.
// Versions differ: up to 3.0 the master reads a configuration, from 3.1 on the new worker.
#include "tests/agent/agent_fixture.hpp"
#include "tests/agent/broken_core.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <fstream>

using namespace signalbox;
using namespace signalbox::test;

namespace {

image debian(const std::string& shell = "busybox", const std::string& client = "wget") {
  return {.shell = shell, .client = client, .program = "haproxy"};
}

image newest(const std::string& shell = "busybox", const std::string& client = "wget") {
  auto what = debian(shell, client);
  what.newest = true;
  return what;
}

/// HAProxy cannot have as many open files as this text needs.
std::string too_many_files(const agent_fixture& w) { return w.config("refused") + "global\n  fd-hard-limit 10\n"; }

const char* const cannot_open_files = "Cannot raise FD limit to ";

/// A text that HAProxy reads quickly when it tests it, and whose loading ends once the file `loads` exists.
std::string slow(const agent_fixture& w, const std::string& body) {
  fs::remove(w.path("loads"));
  std::ofstream{w.path("slow.lua")} << "local f = io.open('/proc/self/cmdline')\nlocal c = f:read('a')\nf:close()\n"
                                       "local e = os.time() + 30\n"
                                       "while os.time() < e and not c:find('\\0-c\\0') and not io.open('"
                                    << w.path("loads").string() << "') do end\n";
  return w.config(body) + "global\n  lua-load " + w.path("slow.lua").string() + '\n';
}

void end_loading(const agent_fixture& w) { std::ofstream{w.path("loads")}; }

void fails(agent_fixture& w, const std::string& text, const std::string& error, const std::string& running) {
  w.offer(text);
  const auto r = w.wait_for([&](const agent_report& each) {
    return each.result == verdict::failed && each.error.find(error) != std::string::npos;
  });
  CHECK(r.running.hex == w.sum(w.config(running)));
  CHECK(w.wait_for_answer(running) == running);
}

void loads_at_once(agent_fixture& w, const std::string& body) {
  const auto began = std::chrono::steady_clock::now();
  w.change_to(w.config(body));
  CHECK(std::chrono::steady_clock::now() - began < 4s);
  CHECK(w.wait_for_answer(body) == body);
}

} // namespace

TEST_CASE("a text whose loading HAProxy refuses is reported with its alerts, and the next one is loaded") {
  for (const auto& what : {debian(), newest("dash", "curl")}) {
    CAPTURE(what.shell, what.newest);
    agent_fixture w{what};
    w.start_with(w.config("one"));
    const auto master = w.nginx();
    fails(w, too_many_files(w), cannot_open_files, "one");
    loads_at_once(w, "two");
    CHECK(w.nginx() == master);
  }
}

TEST_CASE("an address that another program has is reported, and HAProxy continues with the old text") {
  for (const auto& what : {debian(), newest()}) {
    CAPTURE(what.newest);
    agent_fixture w{what};
    w.start_with(w.config("one"));
    loopback_listener taken{static_cast<std::uint16_t>(w.proxy_port() + 1)};
    fails(w, w.config("two") + "  bind 127.0.0.1:" + std::to_string(w.proxy_port() + 1) + '\n',
          "cannot bind socket (Address already in use)", "one");
    loads_at_once(w, "three");
  }
}

TEST_CASE("a loading that takes longer than the limit is reported as failed, then with its result") {
  agent_fixture w{newest()};
  w.load_limit = "1";
  w.start_with(w.config("one"));
  const char* const continues = "has not loaded the new configuration after 1 s";
  const auto refused = slow(w, "refused") + "defaults\n  mode http\nfrontend unix\n  bind unix@" +
                       w.path("no-folder/socket").string() + '\n';
  fails(w, refused, continues, "one");
  end_loading(w);
  fails(w, refused, "cannot bind UNIX socket (No such file or directory)", "one");
  const auto text = slow(w, "slow");
  fails(w, text, continues, "one");
  end_loading(w);
  w.wait_for_loaded(text);
  CHECK(w.wait_for_answer("slow") == "slow");
  loads_at_once(w, "two");
}

TEST_CASE("without HAProxy's messages, its processes show the result of a loading") {
  auto what = newest();
  what.silent = true;
  agent_fixture w{what};
  w.load_limit = "1";
  w.start_with(w.config("one"));
  fails(w, too_many_files(w), "took no new configuration", "one");
  loads_at_once(w, "two");
  raw_client kept{w.proxy_port()}; // the old worker continues for this connection
  kept.send("GET / HTTP/1.1\r\n");
  loads_at_once(w, "three");
}

TEST_CASE("a text with which HAProxy does not start is reported, and the task starts with an older one") {
  for (const std::string expected : {"bootstrap", "kept"}) {
    const auto what = expected == "kept" ? newest() : debian("dash", "curl");
    CAPTURE(expected);
    agent_fixture w{what};
    if (expected == "kept")
      std::ofstream{w.path("kept/config")} << "60 " << w.sum(w.config(expected)) << '\n' << w.config(expected);
    w.offer(too_many_files(w));
    w.start_agent();
    fails(w, too_many_files(w), cannot_open_files, expected);
    loads_at_once(w, "two");
  }
}

TEST_CASE("a task whose HAProxy starts with no text reports why, and ends") {
  agent_fixture w{newest("bash", "bash")};
  std::ofstream{w.path("bootstrap")} << too_many_files(w) << "# of the service\n";
  w.offer(too_many_files(w));
  w.start_agent();
  const auto r = w.wait_for(says(verdict::failed));
  CHECK(r.error.find(cannot_open_files) != std::string::npos);
  CHECK(r.running.hex.empty());
  CHECK(r.judged.hex == w.sum(too_many_files(w)));
  CHECK(w.ended_within(5s) == 1);
}
