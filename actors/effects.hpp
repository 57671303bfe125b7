// Effects of several decision classes.
#pragma once
#include <string>

namespace signalbox {

/// Effect: add an entry to the history.
struct record_event {
  std::string what;
};

/// Effect: send this report to the status actor. It replaces the last one.
template <class Report>
struct publish_report {
  Report report;
};

} // namespace signalbox
