// Faults on demand: which requests go wrong, and how.
#pragma once
#include <chrono>
#include <cstddef>
#include <limits>
#include <string>

namespace signalbox {

/// What becomes of a request that a fault is meant for.
enum class fault_kind {
  fail,     ///< answered with `status` and `message`; nothing is done
  delay,    ///< done, and answered after `delay` on the double's clock
  silence,  ///< done, and never answered
  ignore,   ///< not done, and never answered
  truncate, ///< done, and the answer breaks off after `bytes` of its body
  hang_up,  ///< done, and the connection closes without a byte of the body
};

/// The newest fault that fits a request is used; one whose `times` is used up is gone.
struct engine_fault {
  fault_kind kind = fault_kind::fail;
  std::string method; ///< empty: any
  std::string
      path; ///< regular expression that the whole path without the API version matches: `/services/[^/]+/update`
  std::size_t times = std::numeric_limits<std::size_t>::max();
  unsigned status = 500;
  std::string message = "injected fault";
  std::chrono::milliseconds delay{0};
  std::size_t bytes = 10;
};

} // namespace signalbox
