#include "tests/support/engine_double/sim_clock.hpp"

#include <cstdio>
#include <ctime>

namespace signalbox::twin {

void sim_clock::run_until(std::int64_t t) {
  while (!timers_.empty() && timers_.begin()->first <= t) {
    auto due = timers_.extract(timers_.begin());
    now_ = std::max(now_, due.key());
    due.mapped()();
  }
  now_ = std::max(now_, t);
}

std::optional<std::int64_t> sim_clock::next() const {
  return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
}

std::string rfc3339(std::int64_t t) {
  std::time_t seconds = t / 1'000'000'000;
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  char text[32];
  std::size_t n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
  std::string out(text, n);
  if (auto rest = t % 1'000'000'000) {
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%09d", static_cast<int>(rest));
    out += fraction;
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out + 'Z';
}

} // namespace signalbox::twin
