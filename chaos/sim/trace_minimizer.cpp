#include "chaos/sim/trace_minimizer.hpp"

#include <algorithm>

namespace signalbox::sim {

namespace {

class trace_minimizer {
public:
  trace_minimizer(run_request failing, invariant which, std::size_t tries)
      : best_(std::move(failing)), which_(which), left_(tries) {}

  run_request run() {
    for (bool shorter = true; shorter && left_ > 0;)
      shorter = sweep(best_.schedule.actions) | sweep(best_.schedule.fault_windows);
    return std::move(best_);
  }

private:
  // One pass over all sizes; true if something was removed.
  template <class T>
  bool sweep(std::vector<T>& part) {
    bool any = false;
    for (auto size = std::max<std::size_t>(part.size() / 2, 1); size > 0 && left_ > 0; size /= 2)
      for (std::size_t from = 0; from < part.size() && left_ > 0;) {
        const auto before = part;
        const auto end = std::min(from + size, part.size());
        part.erase(part.begin() + static_cast<std::ptrdiff_t>(from), part.begin() + static_cast<std::ptrdiff_t>(end));
        if (still_fails())
          any = true;
        else {
          part = before;
          from = end;
        }
      }
    return any;
  }

  bool still_fails() {
    --left_;
    const auto result = run_plan(best_);
    return result.broken && result.broken->which == which_;
  }

  run_request best_;
  invariant which_;
  std::size_t left_;
};

} // namespace

run_request minimize_trace(run_request failing, const violation& broken, std::size_t tries) {
  auto& actions = failing.schedule.actions;
  std::erase_if(actions, [&](const action& a) { return a.at > broken.at; });
  std::erase_if(failing.schedule.fault_windows, [&](const fault& f) { return f.start > broken.at; });
  failing.trace_lines = 0;
  const auto again = run_plan(failing);
  if (!again.broken || again.broken->which != broken.which)
    return failing;
  return trace_minimizer{std::move(failing), broken.which, tries}.run();
}

} // namespace signalbox::sim
