// One client of the engine: requests in order, one in flight, each with its deadline. What is on its way when its core
// dies still arrives; nobody is there for the answer.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/weather.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace signalbox::sim {

/// What came back: a value, or why there is none. A garbled one throws when it is decoded.
template <class T>
struct reply {
  ending end = ending::answered;
  std::optional<T> value;
  bool garbled = false;

  std::string why() const {
    static constexpr const char* words[] = {"",
                                            "the engine says: internal error (status 500)",
                                            "no answer within 10 s",
                                            "no answer within 10 s",
                                            "the answer broke off",
                                            "update out of sequence"};
    return words[static_cast<int>(end)];
  }
};

class session : public std::enable_shared_from_this<session> {
public:
  session(agenda& time, trace& log, weather& sky, std::string port)
      : time_(time), log_(log), sky_(sky), port_(std::move(port)) {}

  /// Throws into the caller, if that is today's weather. To be called first, while the actor is still there.
  void enter(const std::string& call) {
    if (sky_.throws(port_, call))
      throw std::runtime_error("chaos: " + port_ + " throws at " + call);
  }
  /// `effect` happens at the engine, `home` here when the answer has come, or its deadline has passed.
  template <class T>
  void ask(std::string call, std::function<T()> effect, std::function<void(reply<T>)> home) {
    auto value = std::make_shared<std::optional<T>>();
    enqueue({std::move(call), [value, effect] { *value = effect(); },
             [value, home](const call_fate& fate) {
               const bool here = fate.end == ending::answered;
               home({fate.end, here ? std::move(*value) : std::nullopt, fate.garbled && here});
             }});
  }
  /// Its core is dead.
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
    std::function<void(const call_fate&)> home;
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
    auto fate = sky_.of_call(port_, r.call);
    if (fate.there + fate.back > deadline && fate.end == ending::answered)
      fate.end = fate.there > deadline ? ending::lost : ending::mute;
    const bool done = fate.end == ending::answered || fate.end == ending::mute || fate.end == ending::truncated;
    const bool silent = fate.end == ending::lost || fate.end == ending::mute;
    log_.line(time_.now(), port_,
              r.call + (fate.end == ending::answered ? "" : ": " + reply<int>{fate.end, {}, false}.why()));
    if (done)
      time_.in(fate.there, std::move(r.effect));
    time_.in(silent ? deadline : fate.there + fate.back, [me = weak_from_this(), home = std::move(r.home), fate] {
      const auto self = me.lock();
      if (!self || self->closed_)
        return;
      home(fate);
      self->busy_ = false;
      self->next();
    });
  }

  static constexpr milliseconds deadline{10000};
  agenda& time_;
  trace& log_;
  weather& sky_;
  std::string port_;
  std::deque<request> queue_;
  bool busy_ = false, closed_ = false;
};

/// Hands a reply to whoever asked, as a function that is called on his side.
template <class T>
void hand_over(const on_answer<T>& done, T value, bool garbled) {
  done([value = std::move(value), garbled] {
    if (garbled)
      throw std::runtime_error("chaos: the answer cannot be decoded");
    return value;
  });
}

} // namespace signalbox::sim
