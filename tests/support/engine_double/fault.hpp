// Faults of requests on demand.
#pragma once
#include <chrono>
#include <cstddef>
#include <limits>
#include <string>

namespace signalbox {

/// Outcome of a request with a fault.
enum class fault_kind {
  fail,     ///< no effect; answered with `status` and `message`
  delay,    ///< effect; answered after `delay` on the double's clock
  silence,  ///< effect; never answered
  ignore,   ///< no effect; never answered
  truncate, ///< effect; the answer ends after `bytes` of its body
  hang_up,  ///< effect; the connection closes before the body
};

/// The newest fault that matches a request is used; a fault is removed after `times` uses.
struct engine_fault {
  fault_kind kind = fault_kind::fail;
  std::string method; ///< empty: any
  std::string path;   ///< regular expression for the whole path without the API version: `/services/[^/]+/update`
  std::size_t times = std::numeric_limits<std::size_t>::max();
  unsigned status = 500;
  std::string message = "injected fault";
  std::chrono::milliseconds delay{0};
  std::size_t bytes = 10;
};

} // namespace signalbox
