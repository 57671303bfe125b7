// The first violation of an invariant in a run. Later ones can be its consequences.
#pragma once
#include "chaos/sim/event_queue.hpp"

#include <optional>
#include <string>

namespace signalbox::sim {

/// The README of this folder describes the invariants by number.
enum class invariant {
  converged = 1,     ///< when settled, every proxy runs the newest view that was not rejected
  unknown_not_empty, ///< a failed or partial listing removes no route
  monotonic,         ///< per proxy, applied revisions never decrease
  one_apply,         ///< at most one apply in flight per proxy
  isolated,          ///< a fault of one service or cluster does not affect another
  same_view,         ///< same view, no apply
  healed,            ///< every terminated actor is restarted, or reported
  bounded,           ///< mailboxes and memory
  foreign_untouched, ///< core writes only objects that it owns
};

struct violation {
  invariant which;
  moment at;
  std::string what;
};

class verdict {
public:
  explicit verdict(const event_queue& time) : time_(time) {}
  void broken(invariant which, std::string what) {
    if (!first_)
      first_ = violation{which, time_.now(), std::move(what)};
  }
  const std::optional<violation>& first() const { return first_; }

private:
  const event_queue& time_;
  std::optional<violation> first_;
};

} // namespace signalbox::sim
