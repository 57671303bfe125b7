// A proxy task without a container: the real agent script under a real shell, with a real nginx or HAProxy, and a
// server that it reaches over loopback. What the image would hold lies in a folder of its own.
#pragma once
#include "adapters/http/http_server.hpp"
#include "adapters/longpoll/agent_server.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace signalbox::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// How the agent is run.
struct image {
  std::string shell;             ///< `dash`, `busybox`, `bash`
  std::string client;            ///< `wget` (busybox's), `curl`, `bash`
  std::string program = "nginx"; ///< or `haproxy`
  std::string teller = {};       ///< what speaks to HAProxy's socket: `socat`, `perl`, or nothing
  bool newest = false;           ///< HAProxy of Debian sid instead of this machine's release
  bool silent = false;           ///< the proxy's messages do not reach the agent
};

class agent_fixture {
public:
  explicit agent_fixture(image what = {"busybox", "wget"});
  ~agent_fixture();
  agent_fixture(const agent_fixture&) = delete;

  // Core.
  std::string token; ///< that core asks for from its next start on
  void start_core();
  void stop_core();
  std::uint16_t core_port() const { return core_port_; }
  void offer(const std::string& text, bool validate_only = false);
  /// The newest word of the agent once it satisfies `when`; fails the test after 15 s.
  agent_report wait_for(const std::function<bool(const agent_report&)>& when);
  /// Waits until the agent says that the proxy serves this text.
  agent_report wait_for_loaded(const std::string& text);
  /// Offers a text, and waits until it is loaded.
  agent_report change_to(const std::string& text);

  // The task.
  std::string slow_test;         ///< seconds that nginx takes longer for its test, from the agent's start on
  void write_slow_test();        ///< from now on
  std::string test_limit = "60"; ///< seconds that the agent waits for it
  std::string load_limit = "5";  ///< seconds that the agent waits for a loading, at least
  void start_agent();
  /// Starts the agent with a text that core offers, and waits until it is loaded.
  agent_report start_with(const std::string& text);
  void signal(int number);
  /// The agent's exit status (128 + signal if it was killed); none if it lives after `limit`.
  std::optional<int> ended_within(std::chrono::milliseconds limit);
  pid_t nginx() const; ///< the master, of HAProxy's, too; 0 if there is none
  std::vector<pid_t> workers() const;
  fs::path path(const std::string& name) const { return root_ / name; }
  std::string log() const;

  // What clients see.
  std::uint16_t proxy_port() const { return proxy_port_; }
  /// The body of `GET /`, or "" if nobody answers.
  std::string get() const;
  std::string wait_for_answer(const std::string& body) const;
  /// A configuration that answers `body`. `more` stands in nginx's block `http`, and behind HAProxy's `defaults`.
  std::string config(const std::string& body, const std::string& more = "") const;
  static std::string sum(const std::string& text) { return digest_of(std::string_view{text}).hex; }

private:
  void write_image(const image& what);
  void write_program() const;
  std::string haproxy_config(const std::string& body, const std::string& more) const;

  fs::path root_;
  image image_;
  std::uint16_t proxy_port_ = 0, core_port_ = 0;
  std::unique_ptr<agent_server> agents_;
  std::unique_ptr<http_server> server_;
  std::unique_ptr<subscription> listening_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<agent_report> heard_;
  pid_t agent_ = 0;
  std::optional<int> ended_;
  std::uint64_t store_index_ = 100;
};

/// Checks a proxy's whole life: the first text, a change in the same process, the end. `program`: how its version
/// begins.
void starts_changes_and_stops(const image& what, const std::string& program);

/// Whether a report has this verdict.
inline auto says(verdict word) {
  return [word](const agent_report& r) { return r.result == word; };
}

} // namespace signalbox::test
