// Counters of the engine clients. Independent of any metrics library.
#pragma once
#include "messages/metric_samples.hpp"

#include <chrono>
#include <mutex>
#include <string>

namespace signalbox {

/// All calls on any thread.
class engine_metrics {
public:
  void add_request(const std::string& endpoint, const std::string& outcome, std::chrono::duration<double> took);
  void add_stream_connect();
  void add_stream_loss();
  engine_sample snapshot() const;

private:
  mutable std::mutex mutex_;
  engine_sample sample_;
};

} // namespace signalbox
