// The recording application's side of an HTTP/2 connection, as gRPC applications have it: without TLS, and without an
// upgrade from HTTP/1.
#pragma once
#include "tests/http/byte_stream.hpp"
#include "tests/http/recording_application.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::conformance {

/// How executions are recorded.
struct execution_log {
  /// The script for the value of `X-Case`, or nothing.
  std::function<std::optional<std::vector<step>>(const std::string& id, const std::shared_ptr<execution>& one)> begin;
  std::function<void(const std::shared_ptr<execution>& one, const execution& now)> update;
};

/// Returns when the peer has ended, or `stop` is readable. Scripts are written as answers of HTTP/1.
void run_http2_application(byte_stream& stream, inbox& in, const execution& common, const execution_log& log, int stop);

} // namespace signalbox::conformance
