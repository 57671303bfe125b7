// The application behind the proxies: it records what arrives, and answers by a script.
//
// A request names its script by the header `X-Case`; what follows a `/` in it is not part of the script's name. A
// request for `/verify`, which an auth service gets, has the script of that name with a `?` behind it. Requests of
// unknown names are recorded too, because they are what a proxy made of somebody else's bytes.
#pragma once
#include "tests/http/byte_stream.hpp"
#include "tests/http/case_file.hpp"
#include "tests/http/message.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace signalbox::conformance {

/// A request that the application began to execute.
struct execution {
  std::string raw;                ///< as far as it arrived
  std::optional<message> request; ///< its header, and as much of the body
  bool complete = false;
  std::string after;   ///< bytes behind the request that a script waited for
  std::string address; ///< of the application
  int connection = 0;  ///< the same for requests on one connection
};

class recording_application {
public:
  /// Listens on each address. Throws std::system_error.
  recording_application(const std::vector<std::string>& addresses, std::uint16_t port);
  ~recording_application();
  recording_application(const recording_application&) = delete;

  /// No steps: a short answer with the status 200.
  void set_script(const std::string& name, std::vector<step> steps);

  /// What was executed by the script, in the order of arrival; forgets them.
  std::vector<execution> take(const std::string& name);

  /// Headers of requests without a known script since the last call.
  std::vector<message> take_unknown();

private:
  class session;
  using record = std::shared_ptr<execution>;

  void accept();
  std::optional<std::vector<step>> begin(const std::string& id, const record& one);
  void update(const record& one, const execution& now);

  std::vector<std::string> addresses_;
  std::vector<int> listeners_;
  int stop_[2]{-1, -1};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;
  std::map<std::string, std::vector<step>> scripts_;
  std::map<std::string, std::vector<record>> records_;
  std::vector<message> unknown_;
  std::thread acceptor_;
};

} // namespace signalbox::conformance
