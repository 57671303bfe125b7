// The first invariant that broke in a run; what comes after it may follow from it.
#pragma once
#include "chaos/sim/agenda.hpp"

#include <optional>
#include <string>

namespace signalbox::sim {

/// What always holds, as the README of this folder numbers and words it.
enum class invariant {
  converged = 1,     ///< after quiet, every proxy runs the newest view that was not rejected
  unknown_not_empty, ///< a failed or partial listing removes no route
  never_back,        ///< per proxy, applied revisions never go back
  one_apply,         ///< at most one apply in flight per proxy
  isolated,          ///< one service's or cluster's trouble is no other's
  same_view,         ///< same view, no apply
  healed,            ///< every crash is healed, or told
  bounded,           ///< mailboxes and memory
  hands_off,         ///< nothing that is not ours is touched
};

struct violation {
  invariant which;
  moment at;
  std::string what;
};

class verdict {
public:
  explicit verdict(const agenda& time) : time_(time) {}
  void broken(invariant which, std::string what) {
    if (!first_)
      first_ = violation{which, time_.now(), std::move(what)};
  }
  const std::optional<violation>& first() const { return first_; }

private:
  const agenda& time_;
  std::optional<violation> first_;
};

} // namespace signalbox::sim
