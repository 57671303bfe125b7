#include "adapters/docker/engine_thread.hpp"

#include "adapters/docker/engine_thread_parts.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <utility>

namespace signalbox {

namespace asio = boost::asio;

engine_thread::engine_thread() : parts_(std::make_unique<parts>()) {
  parts_->thread = std::thread([io = &parts_->io] { io->run(); });
}

engine_thread::~engine_thread() { stop(); }

bool engine_thread::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (!stopping_)
    asio::post(parts_->io, std::move(work));
  return !stopping_;
}

void engine_thread::adopt(std::weak_ptr<closable> child) {
  const std::lock_guard lock(mutex_);
  children_.erase(
      std::remove_if(children_.begin(), children_.end(), [](const std::weak_ptr<closable>& c) { return c.expired(); }),
      children_.end());
  children_.push_back(std::move(child));
}

void engine_thread::close_children() {
  std::vector<std::weak_ptr<closable>> children;
  {
    const std::lock_guard lock(mutex_);
    children.swap(children_);
  }
  for (const auto& weak : children)
    if (const auto child = weak.lock())
      child->close("signalbox is shutting down");
}

// Stops the context instead of waiting until it has no work: a name lookup cannot be cancelled.
void engine_thread::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopping_, true))
      return;
    asio::post(parts_->io, [this] {
      close_children();
      parts_->io.stop();
    });
  }
  parts_->thread.join();
  parts_->io.restart();
  parts_->io.poll();
}

struct io_timer::state {
  explicit state(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
  std::uint64_t epoch = 0;
  std::function<void()> ring;
};

io_timer::io_timer(engine_thread& thread) : state_(std::make_shared<state>(thread.inside().io)) {}

io_timer::~io_timer() { cancel(); }

void io_timer::set(std::chrono::milliseconds in, std::function<void()> ring) {
  cancel();
  state_->ring = std::move(ring);
  state_->timer.expires_after(in);
  // The handler of a cancelled wait may already be queued; the epoch identifies it as stale.
  state_->timer.async_wait([s = state_, epoch = state_->epoch](const boost::system::error_code&) {
    if (s->epoch == epoch && s->ring)
      std::exchange(s->ring, nullptr)();
  });
}

void io_timer::cancel() {
  ++state_->epoch;
  state_->ring = nullptr;
  state_->timer.cancel();
}

} // namespace signalbox
