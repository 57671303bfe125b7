#include "tests/agent/agent_fixture.hpp"
#include "tests/agent/broken_core.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <thread>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

std::string http(const std::string& body, std::size_t announced) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(announced) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

TEST_CASE("every shell and every client starts the proxy, changes it and stops it") {
  for (const auto& what :
       {image{"busybox", "wget"}, image{"dash", "curl"}, image{"bash", "bash"}, image{"dash", "wget"}}) {
    CAPTURE(what.shell, what.client);
    starts_changes_and_stops(what, "nginx/1.");
  }
}

TEST_CASE("an agent shows its token where core asks for one, and serves on where it has none") {
  for (const auto& what : {image{"busybox", "wget"}, image{"dash", "curl"}, image{"bash", "bash"}}) {
    CAPTURE(what.client);
    agent_fixture w{what};
    w.stop_core();
    w.token = std::string(64, 'a');
    w.start_core();
    w.start_agent();
    CHECK(w.wait_for_answer("bootstrap") == "bootstrap");
    w.offer(w.config("one"));
    std::this_thread::sleep_for(1s);
    CHECK(w.get() == "bootstrap");
    std::ofstream{w.path("token")} << w.token;
    w.wait_for_loaded(w.config("one"));
    CHECK(w.wait_for_answer("one") == "one");
  }
}

// A configuration of thousands of hosts takes nginx seconds to read, once for the test and once for the reload.
TEST_CASE("a proxy that is slow to test is given time to reload") {
  agent_fixture w;
  w.slow_test = "2";
  w.start_with(w.config("one"));
  const auto master = w.nginx();
  w.offer(w.config("two"));
  std::this_thread::sleep_for(500ms);
  ::kill(master, SIGSTOP);
  std::this_thread::sleep_for(8s); // 1.5 of them for the test
  ::kill(master, SIGCONT);
  w.wait_for_loaded(w.config("two"));
  CHECK(w.wait_for_answer("two") == "two");
  CHECK(w.log().find("took no new configuration") == std::string::npos);
}

TEST_CASE("a test that does not end says nothing about the text") {
  agent_fixture w;
  w.test_limit = "3";
  w.start_with(w.config("one"));
  w.slow_test = "9";
  w.write_slow_test();
  w.offer(w.config("two"));
  const auto r = w.wait_for(says(verdict::failed));
  CHECK(r.error.find("did not finish its test within 3 s") != std::string::npos);
  CHECK(w.get() == "one");
}

TEST_CASE("a text that nginx refuses is reported in its own words, and not loaded") {
  agent_fixture w;
  w.start_with(w.config("good"));
  w.offer(w.config("bad", "  no_such_directive on;\n"));
  const auto r = w.wait_for(says(verdict::refused));
  CHECK(r.judged.hex == w.sum(w.config("bad", "  no_such_directive on;\n")));
  CHECK(r.running.hex == w.sum(w.config("good")));
  CHECK(r.error.find("unknown directive \"no_such_directive\" in ") != std::string::npos);
  CHECK(w.get() == "good");
  w.change_to(w.config("better"));
  CHECK(w.wait_for_answer("better") == "better"); // old workers take connections for 100 ms more
}

TEST_CASE("a text that is only to be tested is not loaded") {
  agent_fixture w;
  w.start_with(w.config("good"));
  w.offer(w.config("validated"), true);
  const auto r = w.wait_for(says(verdict::passed));
  CHECK(r.judged.hex == w.sum(w.config("validated")));
  CHECK(w.get() == "good");
  w.change_to(w.config("validated"));
  CHECK(w.wait_for_answer("validated") == "validated");
}

TEST_CASE("without core a task starts with what its node kept, if that is newer than what came with the service") {
  agent_fixture w;
  const auto keep = [&](const std::string& store_index, const std::string& text) {
    std::ofstream{w.path("kept/config")} << store_index << ' ' << w.sum(w.config("kept")) << '\n' << text;
  };
  std::string expected = "bootstrap";
  SECTION("nothing was kept") {}
  SECTION("newer") {
    keep("51", w.config("kept"));
    expected = "kept";
  }
  SECTION("of the same time: the roll was later") { keep("50", w.config("kept")); }
  SECTION("older") { keep("49", w.config("kept")); }
  SECTION("broken") { keep("51", w.config("tampered")); }
  SECTION("another format") { keep("x y z", "hello"); }
  w.stop_core();
  w.start_agent();
  CHECK(w.wait_for_answer(expected) == expected);
}

TEST_CASE("a bootstrap may be compressed") {
  agent_fixture w;
  w.stop_core();
  REQUIRE(std::system(("gzip -n " + w.path("bootstrap").string() + " && mv " + w.path("bootstrap.gz").string() + ' ' +
                       w.path("bootstrap").string())
                          .c_str()) == 0);
  w.start_agent();
  CHECK(w.wait_for_answer("bootstrap") == "bootstrap");
}

TEST_CASE("what core sent is kept for the next task of the node") {
  agent_fixture w;
  w.start_with(w.config("one"));
  w.change_to(w.config("two"));
  w.signal(SIGTERM);
  REQUIRE(w.ended_within(5s) == 0);
  w.stop_core();
  w.start_agent();
  CHECK(w.wait_for_answer("two") == "two");
}

TEST_CASE("the proxy serves on while core is away, and the agent finds it again") {
  agent_fixture w;
  w.start_with(w.config("one"));
  w.stop_core();
  std::this_thread::sleep_for(2s); // a few attempts
  CHECK(w.get() == "one");
  const auto before = w.workers();
  w.start_core();
  w.change_to(w.config("one"));
  CHECK(w.workers() == before); // the same text costs nothing
  w.change_to(w.config("two"));
}

TEST_CASE("a core that hangs is left for another within seconds") {
  agent_fixture w;
  w.start_with(w.config("one"));
  w.stop_core();
  {
    silent_core hanging{w.core_port()};
    for (int i = 0; i < 200 && hanging.asked() == 0; ++i)
      std::this_thread::sleep_for(20ms);
    REQUIRE(hanging.asked() > 0);
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 600 && hanging.asked() < 2; ++i)
      std::this_thread::sleep_for(20ms);
    CHECK(hanging.asked() >= 2);
    CHECK(std::chrono::steady_clock::now() - began < 9s);
  }
  w.start_core();
  w.change_to(w.config("two"));
}

TEST_CASE("an answer that breaks off, is changed on its way, or is no answer at all is never loaded") {
  agent_fixture w;
  w.start_with(w.config("one"));
  w.stop_core();
  const auto text = w.config("evil");
  const auto head = "signalbox-config " + w.sum(text) + " 200 load\n";
  std::string bytes;
  SECTION("cut short") { bytes = http(head + text.substr(0, 100), head.size() + text.size()); }
  SECTION("cut short without a length") { bytes = "HTTP/1.0 200 OK\r\n\r\n" + head + text.substr(0, 100); }
  SECTION("corrupted") {
    auto other = text;
    other[other.find("evil")] = 'E';
    bytes = http(head + other, head.size() + text.size());
  }
  SECTION("no configuration") { bytes = http("hello", 5); }
  SECTION("an error") { bytes = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"; }
  SECTION("random bytes") { bytes = std::string("\0\1\2\3", 4); }
  SECTION("nothing") { bytes.clear(); }
  auto core = std::make_unique<broken_core>(w.core_port(), bytes);
  for (int n = 0; n < 400 && core->answered() < 2; ++n)
    std::this_thread::sleep_for(20ms);
  CHECK(core->answered() >= 2);
  CHECK(w.get() == "one");
  core.reset();
  w.start_core();
  w.change_to(w.config("two"));
  CHECK(w.wait_for_answer("two") == "two");
}

TEST_CASE("a disk that takes nothing is reported, tried again, and costs nobody anything") {
  agent_fixture w;
  w.start_with(w.config("one"));
  fs::create_directory(w.path("etc/nginx.conf.next")); // as good as full: it cannot be written
  w.offer(w.config("two"));
  const auto r = w.wait_for(says(verdict::failed));
  CHECK(r.error.find("cannot write ") == 0);
  CHECK(w.get() == "one");
  fs::remove(w.path("etc/nginx.conf.next"));
  w.wait_for_loaded(w.config("two"));
}

TEST_CASE("an nginx that does not take the new text is reported, and the old one serves on") {
  agent_fixture w;
  w.start_with(w.config("one"));
  loopback_listener taken{static_cast<std::uint16_t>(w.proxy_port() + 1)};
  const auto more = "  server { listen 127.0.0.1:" + std::to_string(w.proxy_port() + 1) + "; }\n";
  w.offer(w.config("two", more)); // its own test does not bind, so it passes that
  const auto r = w.wait_for(says(verdict::failed));
  CHECK(r.error.find("took no new configuration") != std::string::npos);
  CHECK(r.running.hex == w.sum(w.config("one")));
  CHECK(w.get() == "one");
  w.change_to(w.config("three"));
}

TEST_CASE("the stop signal drains: a download goes on to its end, then the task ends") {
  agent_fixture w;
  const auto slow = w.config("one", "  server { listen 127.0.0.1:" + std::to_string(w.proxy_port()) +
                                        "; server_name slow; limit_rate 20k; root " + w.path("").string() + "; }\n");
  std::ofstream{w.path("file")} << std::string(40 * 1024, 'x');
  w.start_with(slow);
  raw_client download{w.proxy_port()};
  download.send("GET /file HTTP/1.0\r\nHost: slow\r\n\r\n");
  REQUIRE(download.read_until("xxx").find("200 OK") != std::string::npos);
  w.signal(SIGQUIT);
  CHECK_FALSE(w.ended_within(300ms));
  const auto rest = download.read_all();
  CHECK(std::count(rest.begin(), rest.end(), 'x') == 40 * 1024 - 3);
  CHECK(w.ended_within(5s) == 0);
}

TEST_CASE("when nginx dies, its task ends at once") {
  agent_fixture w;
  w.start_with(w.config("one"));
  ::kill(w.nginx(), SIGKILL);
  CHECK(w.ended_within(3s) == 137); // in a container the workers end with process 1; here the world ends them
}

TEST_CASE("lines for a newer nginx are only used by one, those that come with a change too") {
  agent_fixture w;
  const auto used = [&] {
    std::ifstream in{w.path("etc/nginx.conf")};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
  };
  w.start_with(w.config("one", "  #@1.99.0 no_such_directive on;\n  #@1.3 server_tokens off;\n"));
  CHECK(used().find("  #@1.99.0 no_such_directive on;\n") != std::string::npos);
  CHECK(used().find("  server_tokens off;\n") != std::string::npos);
  w.change_to(w.config(
      "two", "  #@1.99.1 nor_this on;\n  #@1.4 server_tokens on;\n  #@1.4 etag off;\n  #@1.3 msie_padding on;\n"));
  CHECK(used().find("  #@1.99.1 nor_this on;\n") != std::string::npos);
  CHECK(used().find("  server_tokens on;\n  etag off;\n  msie_padding on;\n") != std::string::npos);
}
