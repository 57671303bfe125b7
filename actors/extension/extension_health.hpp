// The health of an extension service, by its polls and the time since.
#pragma once
#include "actors/timer.hpp"
#include "messages/extensions.hpp"
#include "messages/reports.hpp"

#include <optional>
#include <string>

namespace signalbox {

struct extension_timeouts {
  milliseconds slow_after{10000};   ///< from a request to its answer
  milliseconds silent_after{20000}; ///< between two polls; a long poll lasts 10 s at most
};

class extension_health {
public:
  explicit extension_health(std::string service, extension_timeouts timeouts = {});

  void record_request(instant now);
  void record_poll(const extension_poll_event& poll, instant now);
  void record_malformed(const malformed_poll& malformed, instant now);
  /// The state at `now`.
  extension_service_report report(std::uint64_t replicas, std::uint64_t tasks_running, instant now);

private:
  void evaluate(instant now);

  extension_timeouts timeouts_;
  std::optional<instant> last_poll_, requested_at_; ///< `requested_at_`: of the request that is not answered yet
  std::optional<std::string> malformed_;            ///< error of a malformed poll since the last valid one
  extension_service_report report_;
};

/// The problems of the service; none while it is connected.
problems problems_of(const extension_service_report& service);

} // namespace signalbox
