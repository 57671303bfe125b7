// How an extension service does, by what it says and when.
#pragma once
#include "actors/alarm.hpp"
#include "messages/extensions.hpp"
#include "messages/reports.hpp"

#include <optional>
#include <string>

namespace signalbox {

struct extension_patience {
  milliseconds slow_after{10000};   ///< from an order to its answer
  milliseconds silent_after{20000}; ///< between two polls, when there is nothing to do; a poll waits 10 s at most
};

class extension_watch {
public:
  explicit extension_watch(std::string service, extension_patience patience = {});

  void ordered(instant now);
  void hear(const extension_word& word, instant now);
  void hear(const extension_nonsense& nonsense, instant now);
  /// Judges by the time that has passed.
  extension_service_report report(std::uint64_t replicas, std::uint64_t tasks_running, instant now);

private:
  void judge(instant now);

  extension_patience patience_;
  std::optional<instant> heard_, ordered_; ///< `ordered_`: of the order that is not answered yet
  std::optional<std::string> nonsense_;    ///< since the last word that made sense
  extension_service_report report_;
};

/// What is wrong with the service, for people; nothing while it is connected.
problems problems_of(const extension_service_report& service);

} // namespace signalbox
