// A stream of events with any number of followers. Faults cut it, and lose, repeat, delay and reorder its events. A
// stream with a log resumes where it was cut, if the log still contains that event. It lives longer than a core.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/fault_injector.hpp"
#include "chaos/sim/trace.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace signalbox::sim {

/// The name of a stream, and the events that report the state of its connection.
template <class Event>
struct feed_settings {
  std::string name; ///< the `where` of its faults
  Event up, down;
  std::optional<Event> refused; ///< sent at each failed attempt, if the adapter sends one
  std::optional<Event> resumed; ///< sent instead of `up` if the stream resumes; empty: the stream cannot resume
};

template <class Event>
class sim_feed {
public:
  sim_feed(event_queue& time, trace& log, fault_injector& faults, feed_settings<Event> settings)
      : time_(time), trace_(log), faults_(faults), settings_(std::move(settings)) {}

  std::unique_ptr<subscription> follow(std::function<void(Event)> sink) {
    const auto id = ++count_;
    streams_[id].sink = std::move(sink);
    time_.in(milliseconds{2}, [this, id] { connect(id); });
    return std::make_unique<following>(*this, id);
  }

  void publish(const Event& e) {
    ++published_;
    if (settings_.resumed)
      log_.push_back(e);
    if (log_.size() > most_in_log)
      log_.pop_front();
    const auto delivery = faults_.delivery_of_event(settings_.name);
    for (auto& [id, s] : streams_)
      if (s.up)
        send(id, s, delivery, e, published_);
  }

  /// Breaks the connections of all followers; each connects again.
  void cut() {
    for (auto& [id, s] : streams_)
      if (s.up) {
        s.up = false;
        ++s.connection;
        trace_.line(time_.now(), settings_.name, "the stream breaks");
        deliver(id, s.connection, time_.now(), settings_.down);
        time_.in(s.backoff, [this, i = id] { connect(i); });
      }
  }

  std::size_t followers() const { return streams_.size(); }

private:
  struct stream {
    std::function<void(Event)> sink;
    bool up = false;
    std::uint64_t connection = 0; ///< events of an older connection are lost
    milliseconds backoff{50};
    moment last{0};
    std::uint64_t seen = 0; ///< number of the newest delivered event; 0: none
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
    if (!faults_.events_cut(settings_.name)) {
      s.up = true;
      s.backoff = milliseconds{50};
      s.last = time_.now();
      return connected(id, s);
    }
    if (settings_.refused)
      deliver(id, s.connection, time_.now(), *settings_.refused);
    time_.in(s.backoff, [this, id] { connect(id); });
    s.backoff = std::min(s.backoff * 2, milliseconds{5000});
  }

  void connected(std::uint64_t id, stream& s) {
    const auto missed = published_ - s.seen;
    if (!settings_.resumed || s.seen == 0 || missed > log_.size()) {
      s.seen = 0;
      return deliver(id, s.connection, time_.now(), settings_.up);
    }
    trace_.line(time_.now(), settings_.name, "the stream goes on, after " + std::to_string(missed));
    deliver(id, s.connection, time_.now(), *settings_.resumed);
    for (auto n = missed; n > 0; --n)
      send(id, s, faults_.delivery_of_event(settings_.name), log_[log_.size() - n], published_ - n + 1);
  }

  void send(std::uint64_t id, stream& s, const event_delivery& delivery, const Event& e, std::uint64_t number) {
    auto when = time_.now() + delivery.delay;
    if (delivery.in_order)
      s.last = when = std::max(when, s.last);
    for (std::size_t i = 0; i < delivery.copies; ++i)
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

  static constexpr std::size_t most_in_log = 60; ///< small, so that a cut of some seconds exceeds it

  event_queue& time_;
  trace& trace_;
  fault_injector& faults_;
  feed_settings<Event> settings_;
  std::map<std::uint64_t, stream> streams_;
  std::uint64_t count_ = 0;
  std::deque<Event> log_; ///< the newest events of a stream that can resume
  std::uint64_t published_ = 0;
};

} // namespace signalbox::sim
