// The lines of a run: equal seeds give equal traces. The sum also covers steps without a line.
#pragma once
#include "chaos/sim/event_queue.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace signalbox::sim {

class trace {
public:
  /// Keeps the newest `limit` lines.
  explicit trace(std::size_t limit) : limit_(limit) {}

  void line(moment now, std::string_view who, std::string_view what) {
    mix(who);
    mix(what);
    mix(static_cast<std::uint64_t>(now.count()));
    if (limit_ == 0)
      return;
    lines_.push_back(stamp(now) + ' ' + std::string{who} + ": " + std::string{what});
    if (lines_.size() > limit_)
      lines_.pop_front();
  }
  /// An actor handled one message.
  void step(std::string_view path) {
    ++steps_;
    mix(path);
  }
  std::uint64_t sum() const { return sum_; }
  std::uint64_t steps() const { return steps_; }
  const std::deque<std::string>& lines() const { return lines_; }

  /// Seconds with three digits.
  static std::string stamp(moment m) {
    auto digits = std::to_string(m.count() % 1000);
    return std::to_string(m.count() / 1000) + '.' + std::string(3 - digits.size(), '0') + digits;
  }

private:
  void mix(std::uint64_t x) { sum_ = (sum_ ^ x) * 0x100000001b3u; }
  void mix(std::string_view text) {
    for (const char c : text)
      mix(static_cast<unsigned char>(c));
  }

  std::size_t limit_;
  std::uint64_t sum_ = 0xcbf29ce484222325u, steps_ = 0;
  std::deque<std::string> lines_;
};

} // namespace signalbox::sim
