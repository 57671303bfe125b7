// What the clients count, for whoever shows it. Knows no metrics library.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

/// The figures of one endpoint, in seconds.
struct endpoint_figures {
  static constexpr std::array<double, 11> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  std::map<std::string, std::uint64_t> outcomes; ///< `ok`, `refused`, `conflict`, `unreachable`, `timeout`
  std::array<std::uint64_t, bounds.size() + 1>
      buckets{};      ///< each counted once: up to its bound; the last is beyond all
  double seconds = 0; ///< sum
  std::uint64_t count = 0;
};

struct engine_figures {
  std::map<std::string, endpoint_figures> endpoints; ///< by `GET /services/{id}`: ids are folded
  std::uint64_t stream_connects = 0;                 ///< event streams that came to stand
  std::uint64_t stream_losses = 0;                   ///< failed or lost, each followed by another attempt
};

/// Counts from any thread.
class engine_metrics {
public:
  void add_request(const std::string& endpoint, const std::string& outcome, std::chrono::duration<double> took);
  void add_stream_connect();
  void add_stream_loss();
  engine_figures snapshot() const;

private:
  mutable std::mutex mutex_;
  engine_figures figures_;
};

} // namespace signalbox
