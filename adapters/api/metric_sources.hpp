// What `/metrics` is made of besides the status snapshot: numbers that other parts of the core count.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace signalbox {

/// A Prometheus histogram. `counts[i]` observations were at most `bounds[i]` and more than the bound before it;
/// `counts` has one more entry than `bounds`, for what lies above the last bound.
struct histogram_sample {
  std::vector<double> bounds; ///< ascending, seconds
  std::vector<std::uint64_t> counts;
  double sum = 0;
};

/// What one actor's mailbox and handlers have seen since the core started; it outlives the actor's restarts.
struct actor_sample {
  std::string path;                                ///< `us-east/proxy`
  std::map<std::string, std::uint64_t> messages{}; ///< handled, by type
  std::uint64_t mailbox_depth = 0;                 ///< waiting now
  std::uint64_t mailbox_high = 0;                  ///< the most that ever waited
  histogram_sample handler_seconds;                ///< time in handlers
};

/// Requests to one endpoint of the engine. Endpoint and outcomes come from short fixed lists: ids are folded.
struct engine_sample {
  std::string endpoint;                          ///< `GET /services/{id}`
  std::map<std::string, std::uint64_t> outcomes; ///< `ok`, `refused`, `conflict`, `unreachable`, `timeout`
  histogram_sample seconds;                      ///< of all outcomes together
};

/// All that the Docker adapter counts.
struct engine_samples {
  std::vector<engine_sample> requests;
  std::uint64_t stream_connects = 0; ///< event streams that came to stand
  std::uint64_t stream_losses = 0;   ///< failed or lost, each followed by another attempt
};

/// One look at both, taken at scrape time.
struct metric_sources {
  std::chrono::system_clock::time_point now; ///< of the scrape
  std::vector<actor_sample> actors;
  engine_samples engine;
};

} // namespace signalbox
