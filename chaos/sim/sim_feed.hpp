// A stream that pushes to whoever follows it. It can be cut, and what it carries can be lost, doubled, late, and out
// of order. One that keeps a log goes on where it was cut, if the log goes back so far. It outlives cores.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/trace.hpp"
#include "chaos/sim/weather.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace signalbox::sim {

/// What a stream is called (the `where` of its faults), and what it says besides what happens.
template <class Event>
struct feed_words {
  std::string name;
  Event up, down;
  std::optional<Event> refused; ///< said at each try that fails, where the adapter does so
  std::optional<Event> resumed; ///< said instead of `up` where it goes on
};

template <class Event>
class sim_feed {
public:
  sim_feed(agenda& time, trace& log, weather& sky, feed_words<Event> words)
      : time_(time), trace_(log), sky_(sky), words_(std::move(words)) {}

  std::unique_ptr<subscription> follow(std::function<void(Event)> sink) {
    const auto id = ++count_;
    streams_[id].sink = std::move(sink);
    time_.in(milliseconds{2}, [this, id] { connect(id); });
    return std::make_unique<following>(*this, id);
  }

  void announce(const Event& e) {
    ++announced_;
    if (words_.resumed)
      log_.push_back(e);
    if (log_.size() > most_in_log)
      log_.pop_front();
    const auto fate = sky_.of_event(words_.name);
    for (auto& [id, s] : streams_)
      if (s.up)
        carry(id, s, fate, e, announced_);
  }

  /// Ends all streams that stand; they come back when they can.
  void cut() {
    for (auto& [id, s] : streams_)
      if (s.up) {
        s.up = false;
        ++s.connection;
        trace_.line(time_.now(), words_.name, "the stream breaks");
        deliver(id, s.connection, time_.now(), words_.down);
        time_.in(s.backoff, [this, i = id] { connect(i); });
      }
  }

  std::size_t followers() const { return streams_.size(); }

private:
  struct stream {
    std::function<void(Event)> sink;
    bool up = false;
    std::uint64_t connection = 0; ///< what was said on an older one is lost
    milliseconds backoff{50};
    moment last{0};
    std::uint64_t seen = 0; ///< number of the newest event that came; 0: none did
  };
  class following : public subscription {
  public:
    following(sim_feed& feed, std::uint64_t id) : feed_(feed), id_(id) {}
    ~following() override { feed_.streams_.erase(id_); }

  private:
    sim_feed& feed_;
    std::uint64_t id_;
  };

  void connect(std::uint64_t id) {
    const auto i = streams_.find(id);
    if (i == streams_.end() || i->second.up)
      return;
    auto& s = i->second;
    if (!sky_.events_cut(words_.name)) {
      s.up = true;
      s.backoff = milliseconds{50};
      s.last = time_.now();
      return stand(id, s);
    }
    if (words_.refused)
      deliver(id, s.connection, time_.now(), *words_.refused);
    time_.in(s.backoff, [this, id] { connect(id); });
    s.backoff = std::min(s.backoff * 2, milliseconds{5000});
  }

  void stand(std::uint64_t id, stream& s) {
    const auto missed = announced_ - s.seen;
    if (!words_.resumed || s.seen == 0 || missed > log_.size()) {
      s.seen = 0;
      return deliver(id, s.connection, time_.now(), words_.up);
    }
    trace_.line(time_.now(), words_.name, "the stream goes on, after " + std::to_string(missed));
    deliver(id, s.connection, time_.now(), *words_.resumed);
    for (auto n = missed; n > 0; --n)
      carry(id, s, sky_.of_event(words_.name), log_[log_.size() - n], announced_ - n + 1);
  }

  void carry(std::uint64_t id, stream& s, const event_fate& fate, const Event& e, std::uint64_t number) {
    auto when = time_.now() + fate.delay;
    if (fate.in_order)
      s.last = when = std::max(when, s.last);
    for (std::size_t i = 0; i < fate.copies; ++i)
      deliver(id, s.connection, when, e, number);
  }

  void deliver(std::uint64_t id, std::uint64_t connection, moment when, Event e, std::uint64_t number = 0) {
    time_.at(when, [this, id, connection, e = std::move(e), number] {
      const auto i = streams_.find(id);
      if (i == streams_.end() || i->second.connection != connection)
        return;
      i->second.seen = std::max(i->second.seen, number);
      i->second.sink(e);
    });
  }

  static constexpr std::size_t most_in_log = 60; ///< few, so that cuts of some seconds outlast it

  agenda& time_;
  trace& trace_;
  weather& sky_;
  feed_words<Event> words_;
  std::map<std::uint64_t, stream> streams_;
  std::uint64_t count_ = 0;
  std::deque<Event> log_; ///< the newest events, where it can go on
  std::uint64_t announced_ = 0;
};

} // namespace signalbox::sim
