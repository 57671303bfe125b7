// The first change goes out at once; what follows it closely waits for a short quiet, but never longer than a ceiling.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

class hold_off {
public:
  hold_off(milliseconds quiet, milliseconds ceiling) : quiet_(quiet), ceiling_(ceiling) {}

  /// Something changed.
  void changed(instant now) {
    if (!pending_since_) {
      pending_since_ = now;
      due_ = last_ && now - *last_ < quiet_ ? *last_ + quiet_ : now;
    } else {
      due_ = std::min(now + quiet_, *pending_since_ + ceiling_);
    }
    last_ = now;
  }
  /// Something changed that no traffic waits for: it goes out at once, and makes nothing else wait.
  void changed_aside(instant now) {
    if (!pending_since_)
      pending_since_ = due_ = now;
  }
  /// When to publish; none if nothing is pending.
  std::optional<instant> due() const { return due_; }
  /// Since when something waits to be published; none if nothing does.
  std::optional<instant> pending_since() const { return pending_since_; }
  void published() {
    pending_since_.reset();
    due_.reset();
  }

private:
  milliseconds quiet_, ceiling_;
  std::optional<instant> last_, pending_since_, due_;
};

} // namespace signalbox
