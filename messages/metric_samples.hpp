// Inputs of `/metrics` besides the status snapshot: counters of the actors and of the Docker adapter.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signalbox {

/// A Prometheus histogram. `counts[i]` observations were at most `bounds[i]` and more than the bound before it;
/// `counts` has one more entry than `bounds`, for observations above the last bound.
struct histogram_sample {
  std::vector<double> bounds; ///< ascending, seconds
  std::vector<std::uint64_t> counts;
  double sum = 0;

  void add(double seconds) {
    counts.resize(bounds.size() + 1);
    const auto slot = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++counts[static_cast<std::size_t>(slot)];
    sum += seconds;
  }
};

/// Counters of one actor's mailbox and handlers since the core started; restarts of the actor do not reset them.
struct actor_sample {
  std::string path;                                ///< `us-east/proxy`
  std::map<std::string, std::uint64_t> messages{}; ///< handled messages by type, without discarded ones
  std::uint64_t depth = 0;                         ///< messages in the mailbox now
  std::uint64_t high_water = 0;                    ///< largest `depth` so far
  histogram_sample handler_seconds;                ///< time in handlers
};

/// Requests to one endpoint of the engine.
struct request_sample {
  std::map<std::string, std::uint64_t> outcomes; ///< `ok`, `refused`, `conflict`, `unreachable`, `timeout`
  histogram_sample seconds;                      ///< of all outcomes together
};

/// All counters of the Docker adapter.
struct engine_sample {
  std::map<std::string, request_sample> requests; ///< by endpoint, `GET /services/{id}`: ids are replaced
  std::uint64_t stream_connects = 0;              ///< event streams that were opened
  std::uint64_t stream_losses = 0;                ///< failed or lost, each followed by another attempt
};

/// Both samples, taken at scrape time.
struct metric_samples {
  std::chrono::system_clock::time_point now; ///< time of the scrape
  std::vector<actor_sample> actors;
  engine_sample engine;
};

} // namespace signalbox
