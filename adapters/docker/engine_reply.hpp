// The reply to a request, and its classification.
#pragma once
#include "messages/managed_service.hpp"

#include <string>

namespace signalbox {

/// `status` 0: there is no complete answer, and `error` is the reason.
struct engine_reply {
  unsigned status = 0;
  std::string body, error;
  bool timed_out = false;
  bool ok() const { return status >= 200 && status < 300; }
};

/// Classifies the reply by what the caller has to do. Only the engine's error message is kept, printable and truncated;
/// the rest of the body is dropped.
engine_outcome outcome_of(const engine_reply& reply);

/// The engine's error message, or `error`. For a reply that is not ok.
std::string why_of(const engine_reply& reply);

/// The outcome's name in the metrics: `ok`, `refused`, `conflict`, `unreachable`, `timeout`.
std::string outcome_name(const engine_reply& reply);

} // namespace signalbox
