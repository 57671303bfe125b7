// The first change is published at once; changes shortly after it wait for a pause of `quiet`, but at most `ceiling`.
#pragma once
#include "actors/timer.hpp"

namespace signalbox {

class hold_off {
public:
  hold_off(milliseconds quiet, milliseconds ceiling) : quiet_(quiet), ceiling_(ceiling) {}

  /// A change that affects traffic.
  void changed(instant now) {
    if (!pending_since_) {
      pending_since_ = now;
      due_ = last_ && now - *last_ < quiet_ ? *last_ + quiet_ : now;
    } else {
      due_ = std::min(now + quiet_, *pending_since_ + ceiling_);
    }
    last_ = now;
  }
  /// A change that does not affect traffic: it is published at once, and does not delay later changes.
  void changed_aside(instant now) {
    if (!pending_since_)
      pending_since_ = due_ = now;
  }
  /// When to publish; none if nothing is pending.
  std::optional<instant> due() const { return due_; }
  /// Since when a change waits to be published; none if nothing is pending.
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
