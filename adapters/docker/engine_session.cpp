#include "adapters/docker/engine_session.hpp"

#include "adapters/docker/api_version.hpp"
#include "messages/problem.hpp"

#include <utility>

namespace signalbox {

std::shared_ptr<engine_session> engine_session::make(std::shared_ptr<engine_thread> thread, engine_address address,
                                                     std::shared_ptr<engine_metrics> metrics, client_options options) {
  auto session = std::make_shared<engine_session>(thread, std::move(address), std::move(metrics), options);
  thread->adopt(session);
  return session;
}

engine_session::engine_session(std::shared_ptr<engine_thread> thread, engine_address address,
                               std::shared_ptr<engine_metrics> metrics, client_options options)
    : thread_(std::move(thread)), address_(std::move(address)), metrics_(std::move(metrics)), options_(options),
      deadline_(*thread_) {}

void engine_session::call(engine_request request, on_reply done) {
  const auto asked = std::make_shared<job>();
  asked->request = std::move(request);
  asked->done = std::move(done);
  const bool posted = thread_->post([me = shared_from_this(), asked] {
    if (!me->closed_.empty())
      return asked->done({0, {}, me->closed_, false});
    me->queue_.push_back(std::move(*asked));
    me->next();
  });
  if (!posted)
    asked->done({0, {}, "signalbox is shutting down", false});
}

void engine_session::close(const std::string& why) {
  closed_ = why;
  deadline_.cancel();
  drop_connection();
  std::deque<job> left;
  if (current_)
    left.push_back(*std::exchange(current_, std::nullopt));
  for (auto& j : queue_)
    left.push_back(std::move(j));
  queue_.clear();
  for (const auto& j : left)
    j.done({0, {}, why, false});
}

void engine_session::next() {
  if (current_ || queue_.empty())
    return;
  current_ = std::move(queue_.front());
  queue_.pop_front();
  current_->began = std::chrono::steady_clock::now();
  deadline_.set(options_.deadline,
                [this] { fail("no answer within " + std::to_string(options_.deadline.count()) + " ms", true); });
  proceed();
}

void engine_session::proceed() {
  if (connection_ && !connection_->usable())
    drop_connection();
  if (!connection_)
    connect();
  else if (version_.empty())
    find_version();
  else
    send();
}

// The session owns its connection, and the callbacks end with the connection: capturing `this` is safe.
void engine_session::connect() {
  connection_ = std::make_shared<http_connection>(*thread_, address_);
  exchanges_ = 0;
  connection_->open([this](const std::string& error) {
    if (error.empty())
      proceed();
    else
      fail("cannot connect: " + error);
  });
}

void engine_session::find_version() {
  negotiate(connection_, [this](const negotiated& n) {
    if (!n.error.empty())
      return fail(n.error);
    // The engine may close the connection after the ping; the negotiated version stays valid for the next connection.
    if (!connection_->usable())
      drop_connection();
    version_ = n.version;
    proceed();
  });
}

void engine_session::send() {
  const auto& what = current_->request;
  current_->reply = {};
  current_->on_kept_connection = exchanges_++ > 0;
  connection_->exchange(what.method, "/v" + version_ + what.target, what.body, options_.body_limit,
                        {[this](const response_reader& head) { current_->reply.status = head.status(); },
                         [this](std::string part) {
                           auto& body = current_->reply.body;
                           if (body.empty())
                             body = std::move(part);
                           else
                             body += part;
                         },
                         [this](const std::string& error, bool silent) { take_end(error, silent); }});
}

void engine_session::take_end(const std::string& error, bool silent) {
  if (error.empty())
    return finish();
  if (silent && current_->on_kept_connection && !current_->tried_again && current_->request.method == "GET") {
    current_->tried_again = true;
    drop_connection();
    return proceed();
  }
  fail(error);
}

void engine_session::fail(const std::string& why, bool timed_out) {
  drop_connection();
  current_->reply = {0, {}, to_string(address_) + ": " + printable(why, 300), timed_out};
  finish();
}

// `done` may call the session again or release it, so `me` keeps the session alive.
void engine_session::finish() {
  const auto me = shared_from_this();
  deadline_.cancel();
  auto finished = *std::exchange(current_, std::nullopt);
  count(finished);
  finished.done(std::move(finished.reply));
  // Posted, because the connection still processes the last bytes of this exchange.
  thread_->post([me] { me->next(); });
}

void engine_session::drop_connection() {
  version_.clear();
  if (const auto old = std::exchange(connection_, nullptr))
    old->close();
}

void engine_session::count(const job& j) const {
  if (metrics_)
    metrics_->add_request(j.request.endpoint, outcome_name(j.reply), std::chrono::steady_clock::now() - j.began);
}

} // namespace signalbox
