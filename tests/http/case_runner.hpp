// Runs a case: the same bytes go to the application, and to it through a proxy.
#pragma once
#include "tests/http/case_file.hpp"
#include "tests/http/expectations.hpp"
#include "tests/http/recording_application.hpp"

#include <atomic>
#include <map>
#include <string>
#include <vector>

namespace signalbox::conformance {

/// Where a scene is served.
struct proxy_ports {
  std::uint16_t plain = 80, tls = 443;
};

class case_runner {
public:
  /// With `show`, what arrived follows the failures.
  case_runner(recording_application& application, std::map<std::string, proxy_ports> scenes, bool show)
      : application_(application), scenes_(std::move(scenes)), show_(show) {}

  /// What is wrong, with the number of the exchange if there are several. Can be called by several threads.
  std::vector<std::string> run(const test_case& what);

private:
  leg run_leg(const exchange& what, const std::string& id, const endpoint& to, transport over, bool follow);

  recording_application& application_;
  std::map<std::string, proxy_ports> scenes_;
  bool show_;
  std::atomic<unsigned> count_{0};
};

/// The address of the application that is asked without a proxy; no route leads to it.
inline const std::string direct_address = "127.0.1.250";
constexpr std::uint16_t application_port = 8080;

} // namespace signalbox::conformance
