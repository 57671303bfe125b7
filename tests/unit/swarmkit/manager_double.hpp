// A manager's control socket with SwarmKit's watch call: a real gRPC server with mutual TLS, controlled by a test.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace signalbox::test {

/// A task as SwarmKit pushes it. `action`: 1 create, 2 update, 4 remove.
struct pushed_task {
  std::string id = "task", service = "web";
  std::uint64_t version = 1;
  unsigned state = 512, desired = 512, action = 2;
  std::string address = "10.0.1.3/24";
  unsigned host_port = 0;
  std::string secret = "";
};

/// Uses a folder of its own with `control.sock` and `certificates/`.
class manager_double {
public:
  manager_double();
  ~manager_double();

  const std::string& folder() const { return folder_; }
  std::string socket() const { return folder_ + "/control.sock"; }
  std::string certificates() const { return folder_ + "/certificates"; }

  void start();
  void stop(); ///< like an engine that stops
  /// Sends one message to every open call.
  void push(const std::vector<pushed_task>& tasks);
  /// Ends every call with this gRPC status; 0 is OK.
  void end_calls(int status, const std::string& text = "");
  /// New calls end with this status before any message; 0: they are served. -1: they are never answered.
  void refuse_calls(int status, const std::string& text = "");

  /// Waits until `count` calls are open at the same time; false after ten seconds.
  bool has_watchers(std::size_t count);
  /// A call can no longer resume from a version before this one.
  void compact_log(std::uint64_t version);
  /// The requests, one line per call: `task 7`, `task 7 from 3`.
  std::vector<std::string> requests() const;

  /// Creates a new certificate authority, and certificates signed by it. Needs `openssl`.
  void renew_certificates(const std::string& role = "swarm-manager");

private:
  struct parts;
  std::string folder_;
  std::unique_ptr<parts> parts_;
};

} // namespace signalbox::test
