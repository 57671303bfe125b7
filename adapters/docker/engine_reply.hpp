// What came back of a request, and what it means.
#pragma once
#include "messages/managed_service.hpp"

#include <string>

namespace signalbox {

/// `status` 0: no complete answer, and `trouble` says why.
struct engine_reply {
  unsigned status = 0;
  std::string body, trouble;
  bool timed_out = false;
  bool ok() const { return status >= 200 && status < 300; }
};

/// Sorts by what the caller will do. The engine's own words are kept, printable and cut; nothing else of the body is.
engine_outcome outcome_of(const engine_reply& reply);

/// The engine's words, or the trouble. For a reply that is not ok.
std::string why_of(const engine_reply& reply);

/// For the metrics: `ok`, `refused`, `conflict`, `unreachable`, `timeout`.
std::string outcome_name(const engine_reply& reply);

} // namespace signalbox
