#include "adapters/swarmkit/identity.hpp"
#include "adapters/swarmkit/swarmkit.hpp"
#include "adapters/swarmkit/watch_call.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

namespace signalbox {

namespace {

using std::chrono::milliseconds;

/// Writing to a closed connection raises SIGPIPE, which OpenSSL does not suppress. Threads started here inherit the
/// mask.
void block_broken_pipes() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

class feed : public subscription {
public:
  feed(swarmkit_mounts mounts, task_stream_options options, std::function<void(task_event)> sink)
      : mounts_(std::move(mounts)), options_(options), sink_(std::move(sink)), backoff_(options.backoff_least),
        thread_([this] { run(); }) {}

  ~feed() override {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      if (call_)
        call_->cancel();
    }
    wake_.notify_all();
    thread_.join();
  }

private:
  using watching = std::shared_ptr<watch_call>;

  void run() {
    block_broken_pipes();
    while (!has_ended()) {
      const auto began = std::chrono::steady_clock::now();
      auto end = watch_once();
      if (has_ended())
        return;
      sink_(std::move(end));
      if (std::chrono::steady_clock::now() - began >= options_.backoff_most)
        backoff_ = options_.backoff_least;
      rest();
    }
  }

  bool has_ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

  /// Backoff with ±25 % of jitter, so that the cores of a Swarm do not connect at the same time.
  void rest() {
    const auto pause = backoff_ * std::uniform_int_distribution{75, 125}(random_) / 100;
    backoff_ = std::min(backoff_ * 2, options_.backoff_most);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, pause, [this] { return ended_; });
  }

  task_stream_down watch_once() {
    auto begun = begin();
    if (auto* none = std::get_if<task_stream_down>(&begun))
      return std::move(*none);
    auto end = listen(*std::get<watching>(begun));
    const std::lock_guard lock(mutex_);
    call_.reset();
    return end;
  }

  std::variant<watching, task_stream_down> begin() {
    const auto identity = read_identity(mounts_.certificates);
    if (const auto* none = std::get_if<no_identity>(&identity))
      return task_stream_down{none->cause, none->why};
    std::error_code error;
    if (!std::filesystem::exists(mounts_.socket, error))
      return task_stream_down{"unreachable", mounts_.socket + " is not there"};
    const auto call = std::make_shared<watch_call>(mounts_.socket, std::get<node_identity>(identity), seen_);
    const std::lock_guard lock(mutex_);
    if (ended_)
      call->cancel();
    return call_ = call;
  }

  task_stream_down listen(watch_call& call) {
    auto changes = call.next(options_.timeout);
    if (changes)
      sink_(task_stream_up{seen_ != 0});
    for (; changes; changes = call.next()) {
      if (!changes->empty())
        sink_(std::move(*changes));
      seen_ = std::max(seen_, call.version());
    }
    if (call.was_turned_down())
      seen_ = 0; // the log may be compacted: subscribe without a version
    return call.end();
  }

  swarmkit_mounts mounts_;
  task_stream_options options_;
  std::function<void(task_event)> sink_;
  milliseconds backoff_;
  std::uint64_t seen_ = 0; ///< store version of the newest pushed change; 0: subscribe without a version
  std::minstd_rand random_{std::random_device{}()};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::shared_ptr<watch_call> call_;
  std::thread thread_; // last: the thread uses all members above
};

class swarmkit_stream : public task_stream {
public:
  swarmkit_stream(swarmkit_mounts mounts, task_stream_options options)
      : mounts_(std::move(mounts)), options_(options) {}
  std::unique_ptr<subscription> follow(std::function<void(task_event)> sink) override {
    return std::make_unique<feed>(mounts_, options_, std::move(sink));
  }

private:
  swarmkit_mounts mounts_;
  task_stream_options options_;
};

} // namespace

std::shared_ptr<task_stream> make_task_stream(swarmkit_mounts mounts, task_stream_options options) {
  return std::make_shared<swarmkit_stream>(std::move(mounts), options);
}

} // namespace signalbox
