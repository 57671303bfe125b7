#include "adapters/docker/event_stream.hpp"

#include "adapters/docker/decode_event.hpp"
#include "adapters/docker/query.hpp"
#include "messages/problem.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr std::size_t longest_line = 1u << 20, longest_error = 16u << 10;

std::string events_target(const std::string& version) {
  return "/v" + version +
         with_filters("/events", {{"scope", {"swarm"}}, {"type", {"service", "node", "network", "config", "secret"}}});
}

} // namespace

event_stream::event_stream(std::shared_ptr<engine_thread> thread, engine_address address,
                           std::shared_ptr<engine_metrics> metrics, client_options options, sink to)
    : thread_(std::move(thread)), address_(std::move(address)), metrics_(std::move(metrics)), options_(options),
      checker_(engine_session::make(thread_, address_, metrics_, options)), sink_(std::move(to)), deadline_(*thread_),
      retry_(*thread_), pulse_(*thread_), backoff_(options.backoff_least) {}

void event_stream::close(const std::string& why) {
  closed_ = true;
  for (auto* timer : {&deadline_, &retry_, &pulse_})
    timer->cancel();
  checker_->close(why);
  if (const auto old = std::exchange(connection_, nullptr))
    old->close();
}

// The connection's callbacks and the timers end with this object, as in `engine_session`: capturing `this` is safe.
void event_stream::connect() {
  if (closed_)
    return;
  ++attempt_;
  status_ = 0;
  unread_.clear();
  error_body_.clear();
  deadline_.set(options_.deadline,
                [this] { lost("no answer within " + std::to_string(options_.deadline.count()) + " ms"); });
  connection_ = std::make_shared<http_connection>(*thread_, address_);
  connection_->open([this](const std::string& error) {
    if (!error.empty())
      return lost("cannot connect: " + error);
    negotiate(connection_, [this](const negotiated& n) {
      if (!n.error.empty())
        lost(n.error);
      else if (!connection_->usable())
        lost("the engine keeps no connection open");
      else
        subscribe(n.version);
    });
  });
}

void event_stream::subscribe(const std::string& version) {
  connection_->exchange("GET", events_target(version), {}, 0,
                        {[this](const response_reader& head) { take_head(head); },
                         [this](std::string part) { take_body(part); },
                         [this](const std::string& error, bool) {
                           if (status_ == 200 || !error.empty())
                             lost(error.empty() ? "the engine has ended the stream" : error);
                           else
                             lost(why_of({status_, error_body_, {}, false}));
                         }});
}

void event_stream::take_head(const response_reader& head) {
  status_ = head.status();
  if (status_ != 200)
    return;
  deadline_.cancel();
  up_ = true;
  last_why_.clear();
  came_up_ = std::chrono::steady_clock::now();
  if (metrics_)
    metrics_->add_stream_connect();
  check_later();
  sink_(stream_up{});
}

void event_stream::take_body(const std::string& part) {
  if (status_ != 200) {
    error_body_.append(part, 0, longest_error - std::min(longest_error, error_body_.size()));
    return;
  }
  check_later();
  unread_ += part;
  hand_on_lines();
}

void event_stream::hand_on_lines() {
  std::size_t from = 0;
  for (std::size_t end; !closed_ && (end = unread_.find('\n', from)) != std::string::npos; from = end + 1) {
    const auto event = decode_event(std::string_view(unread_).substr(from, end - from));
    if (const auto* bad = std::get_if<unreadable_event>(&event))
      return lost(bad->why);
    if (const auto* good = std::get_if<engine_event>(&event))
      sink_(*good);
  }
  unread_.erase(0, from);
  if (!closed_ && unread_.size() > longest_line)
    lost("an event is longer than " + std::to_string(longest_line) + " bytes");
}

void event_stream::lost(const std::string& why) {
  deadline_.cancel();
  pulse_.cancel();
  if (const auto old = std::exchange(connection_, nullptr))
    old->close();
  if (metrics_)
    metrics_->add_stream_loss();
  retry_.set(next_backoff(), [this] { connect(); });
  const bool was_up = std::exchange(up_, false);
  if (was_up || why != last_why_) {
    last_why_ = why;
    sink_(stream_down{to_string(address_) + ": " + printable(why, 300)});
  }
}

void event_stream::check_later() {
  pulse_.set(options_.pulse, [this] { check(); });
}

void event_stream::check() {
  const auto weak = weak_from_this();
  checker_->call({"GET", "/_ping", {}, "GET /_ping"}, [weak, attempt = attempt_](const engine_reply& reply) {
    const auto me = weak.lock();
    if (!me || me->closed_ || !me->up_ || me->attempt_ != attempt)
      return;
    if (reply.ok())
      me->check_later();
    else
      me->lost("silent, and " + why_of(reply));
  });
}

// Resets the backoff only if the stream was up for longer than `backoff_most`: a stream that fails soon after each
// connect must not cause a tight reconnect loop.
std::chrono::milliseconds event_stream::next_backoff() {
  if (up_ && std::chrono::steady_clock::now() - came_up_ > options_.backoff_most)
    backoff_ = options_.backoff_least;
  const auto base = std::exchange(backoff_, std::min(backoff_ * 2, options_.backoff_most));
  return base * std::uniform_int_distribution<int>(75, 125)(random_) / 100;
}

} // namespace signalbox
