// The I/O thread, its timers and its end. No Boost in this header.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

/// Something on the I/O thread that holds connections or timers.
class closable {
public:
  virtual ~closable() = default;
  /// Lets go of everything and answers whoever waits; called on the I/O thread.
  virtual void close(const std::string& why) = 0;
};

/// One thread that runs what is posted to it, in order.
class engine_thread {
public:
  engine_thread();
  ~engine_thread();
  engine_thread(const engine_thread&) = delete;
  engine_thread& operator=(const engine_thread&) = delete;

  /// False, and nothing happens, once `stop` was called.
  bool post(std::function<void()> work);
  /// Closes it on `stop`, if it still lives then.
  void adopt(std::weak_ptr<closable> child);
  /// Closes what was adopted, runs what was posted before, joins. Not from the thread itself.
  void stop();

  struct parts; ///< what only the files that include Asio know
  parts& inside() { return *parts_; }

private:
  void close_children();
  std::unique_ptr<parts> parts_;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::weak_ptr<closable>> children_;
};

/// A timer of the I/O thread, to be used on it only. Destroying or setting it again forgets what was set before.
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
