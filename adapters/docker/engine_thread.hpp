// The I/O thread, its timers and its shutdown. No Boost in this header.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

/// An object on the I/O thread that holds connections or timers.
class closable {
public:
  virtual ~closable() = default;
  /// Closes connections and timers, and answers all pending requests; called on the I/O thread.
  virtual void close(const std::string& why) = 0;
};

/// One thread that runs posted functions in order.
class engine_thread {
public:
  engine_thread();
  ~engine_thread();
  engine_thread(const engine_thread&) = delete;
  engine_thread& operator=(const engine_thread&) = delete;

  /// Returns false and drops `work` once `stop` was called.
  bool post(std::function<void()> work);
  /// `stop` closes `child` if it still exists.
  void adopt(std::weak_ptr<closable> child);
  /// Closes the adopted objects, runs what was posted before, and joins. Not from the thread itself.
  void stop();

  struct parts; ///< defined in engine_thread_parts.hpp, which includes Asio
  parts& inside() { return *parts_; }

private:
  void close_children();
  std::unique_ptr<parts> parts_;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::weak_ptr<closable>> children_;
};

/// A timer of the I/O thread, only for use on that thread. `set` and the destructor cancel the pending callback.
class io_timer {
public:
  explicit io_timer(engine_thread& thread);
  ~io_timer();
  void set(std::chrono::milliseconds in, std::function<void()> ring);
  void cancel();

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace signalbox
