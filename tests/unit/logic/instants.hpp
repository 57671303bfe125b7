// Points in time for tests that only compare them.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

inline const instant t0{};
inline const instant start{std::chrono::seconds(1000)};

} // namespace signalbox
