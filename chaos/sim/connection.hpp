// A connection of the core to the engine: requests in order, one in flight, each with its deadline. If the core ends
// while a request is in flight, the request still has its effect, and its reply is dropped.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/fault_injector.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace signalbox::sim {

/// A value, or the reason why there is none. Decoding a garbled reply throws.
template <class T>
struct reply {
  call_result result = call_result::answered;
  std::optional<T> value;
  bool garbled = false;

  std::string why() const {
    static constexpr const char* reasons[] = {"",
                                              "the engine says: internal error (status 500)",
                                              "no answer within 10 s",
                                              "no answer within 10 s",
                                              "the answer broke off",
                                              "update out of sequence"};
    return reasons[static_cast<int>(result)];
  }
};

class connection : public std::enable_shared_from_this<connection> {
public:
  connection(event_queue& time, trace& log, fault_injector& faults, std::string port)
      : time_(time), log_(log), faults_(faults), port_(std::move(port)) {}

  /// Throws if a fault is active for the call. A port calls it first, so that the exception reaches the calling actor.
  void throw_if_injected(const std::string& call) {
    if (faults_.throws(port_, call))
      throw std::runtime_error("chaos: " + port_ + " throws at " + call);
  }
  /// `effect` runs in the model when the request arrives, `on_reply` at the reply or the deadline.
  template <class T>
  void send(std::string call, std::function<T()> effect, std::function<void(reply<T>)> on_reply) {
    auto value = std::make_shared<std::optional<T>>();
    enqueue({std::move(call), [value, effect] { *value = effect(); },
             [value, on_reply](const call_outcome& outcome) {
               const bool answered = outcome.result == call_result::answered;
               on_reply({outcome.result, answered ? std::move(*value) : std::nullopt, outcome.garbled && answered});
             }});
  }
  /// Drops waiting requests and all replies.
  void close() {
    closed_ = true;
    queue_.clear();
  }
  bool closed() const { return closed_; }
  const std::string& port() const { return port_; }

private:
  struct request {
    std::string call;
    std::function<void()> effect;
    std::function<void(const call_outcome&)> on_reply;
  };
  void enqueue(request r) {
    if (closed_)
      return;
    queue_.push_back(std::move(r));
    next();
  }
  void next() {
    if (busy_ || queue_.empty())
      return;
    busy_ = true;
    auto r = std::move(queue_.front());
    queue_.pop_front();
    auto outcome = faults_.outcome_of_call(port_, r.call);
    if (outcome.request_delay + outcome.reply_delay > deadline && outcome.result == call_result::answered)
      outcome.result = outcome.request_delay > deadline ? call_result::request_lost : call_result::reply_lost;
    const bool done = outcome.result == call_result::answered || outcome.result == call_result::reply_lost ||
                      outcome.result == call_result::truncated;
    const bool no_reply = outcome.result == call_result::request_lost || outcome.result == call_result::reply_lost;
    log_.line(time_.now(), port_,
              r.call +
                  (outcome.result == call_result::answered ? "" : ": " + reply<int>{outcome.result, {}, false}.why()));
    if (done)
      time_.in(outcome.request_delay, std::move(r.effect));
    time_.in(no_reply ? deadline : outcome.request_delay + outcome.reply_delay,
             [weak = weak_from_this(), on_reply = std::move(r.on_reply), outcome] {
               const auto self = weak.lock();
               if (!self || self->closed_)
                 return;
               on_reply(outcome);
               self->busy_ = false;
               self->next();
             });
  }

  static constexpr milliseconds deadline{10000};
  event_queue& time_;
  trace& log_;
  fault_injector& faults_;
  std::string port_;
  std::deque<request> queue_;
  bool busy_ = false, closed_ = false;
};

/// Calls `done` with a function that returns the value, or throws if the reply is garbled.
template <class T>
void deliver(const on_answer<T>& done, T value, bool garbled) {
  done([value = std::move(value), garbled] {
    if (garbled)
      throw std::runtime_error("chaos: the answer cannot be decoded");
    return value;
  });
}

} // namespace signalbox::sim
