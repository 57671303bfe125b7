#include "adapters/longpoll/poll_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace signalbox {

namespace {

/// Removes the polls for which `when` is true from the queue, and answers them with `result`.
template <class Polls, class Condition>
void answer_if(Polls& from, poll_result result, poll_effects& out, Condition when) {
  std::erase_if(from, [&](const auto& w) {
    const bool answered = when(w);
    if (answered)
      out.push_back(poll_answered{w.poll.id, result});
    return answered;
  });
}

} // namespace

bool poll_queue::is_authorized(const task_poll& poll) const {
  const auto i = authorized_.find(poll.task);
  return i != authorized_.end() && i->second.contains(poll.address);
}

bool poll_queue::is_authorized_address(const std::string& address) const {
  return std::any_of(authorized_.begin(), authorized_.end(), [&](const auto& t) { return t.second.contains(address); });
}

poll_effects poll_queue::arrive(task_poll poll, instant now) {
  poll_effects out;
  if (is_authorized(poll)) {
    accept(std::move(poll), now, out);
  } else {
    out.push_back(unknown_caller{poll.address});
    enqueue(unknown_, {std::move(poll), now + limits_.unknown_caller_wait}, out);
  }
  return out;
}

poll_effects poll_queue::offer(work_test has_work) {
  has_work_ = std::move(has_work);
  poll_effects out;
  answer_if(polls_, poll_result::work, out, [this](const auto& w) { return this->has_work(w.poll); });
  return out;
}

poll_effects poll_queue::authorize(std::vector<authorized_task> tasks, instant now) {
  authorized_.clear();
  for (auto& t : tasks)
    authorized_[t.id] = std::move(t.addresses);
  poll_effects out;
  for (auto& held : std::exchange(unknown_, {}))
    if (is_authorized(held.poll))
      accept(std::move(held.poll), now, out);
    else
      unknown_.push_back(std::move(held));
  return out;
}

poll_effects poll_queue::expire(instant now) {
  poll_effects out;
  const auto over = [&](const auto& w) { return w.until <= now; };
  answer_if(polls_, poll_result::no_work, out, over);
  answer_if(unknown_, poll_result::unauthorized, out, over);
  return out;
}

std::optional<poll_queue::instant> poll_queue::next_expiry() const {
  std::optional<instant> next;
  for (const auto* queue : {&polls_, &unknown_})
    for (const auto& w : *queue)
      next = std::min(next.value_or(w.until), w.until);
  return next;
}

void poll_queue::accept(task_poll poll, instant now, poll_effects& out) {
  out.push_back(report_received{poll.report});
  answer_if(polls_, poll_result::no_work, out, [&](const auto& w) { return w.poll.task == poll.task; });
  const auto until = now + poll.wait;
  enqueue(polls_, {std::move(poll), until}, out);
  const auto& newest = polls_.back().poll;
  if (has_work(newest)) {
    out.push_back(poll_answered{newest.id, poll_result::work});
    polls_.pop_back();
  }
}

void poll_queue::enqueue(polls& into, waiting_poll poll, poll_effects& out) const {
  if (into.size() >= limits_.most_waiting) {
    out.push_back(poll_answered{into.front().poll.id, poll_result::no_work});
    into.pop_front();
  }
  into.push_back(std::move(poll));
}

} // namespace signalbox
