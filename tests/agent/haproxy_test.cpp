// The agent in front of a real HAProxy.
#include "tests/agent/agent_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const image haproxy{"busybox", "wget", "haproxy"};

/// Asks again and again until the end, each time on a connection of its own, and counts what goes wrong.
class steady_client {
public:
  explicit steady_client(const agent_fixture& w)
      : thread_([this, &w] {
          while (!stop_) {
            ++(w.get().empty() ? failed_ : answered_);
          }
        }) {}
  ~steady_client() { finish(); }
  void finish() {
    stop_ = true;
    if (thread_.joinable())
      thread_.join();
  }
  int failed() const { return failed_; }
  int answered() const { return answered_; }

private:
  std::atomic<bool> stop_{false};
  std::atomic<int> failed_{0}, answered_{0};
  std::thread thread_;
};

} // namespace

TEST_CASE("every shell starts HAProxy, changes it and stops it") {
  for (const auto& what : {haproxy, image{"dash", "curl", "haproxy"}, image{"bash", "bash", "haproxy"}}) {
    CAPTURE(what.shell, what.client);
    starts_changes_and_stops(what, "haproxy/2.");
  }
  starts_changes_and_stops({.shell = "busybox", .client = "wget", .program = "haproxy", .newest = true}, "haproxy/3.");
}

TEST_CASE("a text that HAProxy refuses is reported with its line, as nginx's are, and not loaded") {
  agent_fixture w{haproxy};
  w.start_with(w.config("good"));
  w.offer(w.config("bad", "  no_such_keyword on\n"));
  const auto r = w.wait_for(says(verdict::refused));
  CHECK(r.running.hex == w.sum(w.config("good")));
  CHECK(r.error ==
        "unknown keyword 'no_such_keyword' in 'defaults' section in " + w.path("etc/nginx.conf").string() + ".next:8");
  CHECK(w.get() == "good");
  w.offer(w.config("validated"), true);
  w.wait_for(says(verdict::passed));
  CHECK(w.get() == "good");
  w.change_to(w.config("better"));
  CHECK(w.wait_for_answer("better") == "better");
}

TEST_CASE("nobody notices that HAProxy is loaded anew, thirty times") {
  agent_fixture w{haproxy};
  w.start_with(w.config("0"));
  steady_client client{w};
  for (int i = 1; i <= 30; ++i)
    w.change_to(w.config(std::to_string(i)));
  client.finish();
  CHECK(client.failed() == 0);
  CHECK(client.answered() > 30);
  for (int i = 0; i < 200 && w.workers().size() > 1; ++i)
    std::this_thread::sleep_for(20ms);
  CHECK(w.workers().size() == 1);
}

TEST_CASE("nginx's stop signal drains HAProxy, as its own does: an answer under way comes, then the task ends") {
  for (const int signal : {SIGQUIT, SIGUSR1}) {
    CAPTURE(signal);
    agent_fixture w{haproxy};
    w.start_with(w.config("slow") + "  tcp-request inspect-delay 1s\n  tcp-request content accept if WAIT_END\n");
    raw_client asked{w.proxy_port()};
    asked.send("GET / HTTP/1.0\r\n\r\n");
    std::this_thread::sleep_for(300ms);
    w.signal(signal);
    CHECK(asked.read_all().find("slow") != std::string::npos);
    CHECK(w.ended_within(5s) == 0);
  }
}

TEST_CASE("when HAProxy dies, its task ends at once") {
  agent_fixture w{haproxy};
  w.start_with(w.config("one"));
  ::kill(w.nginx(), SIGKILL);
  CHECK(w.ended_within(3s) == 137);
}

TEST_CASE("where HAProxy may not write beside its configuration, it gets it elsewhere") {
  agent_fixture w{haproxy};
  fs::remove(w.path("etc"));
  w.start_with(w.config("one"));
  CHECK(fs::exists(w.path("work/haproxy.cfg")));
  w.change_to(w.config("two"));
  CHECK(w.wait_for_answer("two") == "two");
}
