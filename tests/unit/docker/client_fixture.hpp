// An I/O thread, metrics, and client options with short intervals.
#pragma once
#include "adapters/docker/docker.hpp"
#include "tests/unit/docker/ask.hpp"
#include "tests/unit/docker/fake_engine.hpp"

namespace signalbox::test {

struct client_fixture {
  docker_io io;
  std::shared_ptr<engine_metrics> metrics = std::make_shared<engine_metrics>();
  client_options patient;
  /// Short backoff and pulse, a small body limit, but a long deadline, because the machine may be busy.
  client_options eager{.deadline = std::chrono::milliseconds(10'000),
                       .body_limit = 10'000,
                       .pulse = std::chrono::milliseconds(50),
                       .backoff_least = std::chrono::milliseconds(1),
                       .backoff_most = std::chrono::milliseconds(20)};

  std::shared_ptr<swarm_source> source(const engine_address& to) { return make_swarm_source(io, to, metrics, patient); }
  std::shared_ptr<swarm_source> eager_source(const engine_address& to) {
    return make_swarm_source(io, to, metrics, eager);
  }
  /// With this deadline; for engines that never answer.
  std::shared_ptr<swarm_source> hasty_source(const engine_address& to,
                                             std::chrono::milliseconds deadline = std::chrono::milliseconds(100)) {
    auto options = eager;
    options.deadline = deadline;
    return make_swarm_source(io, to, metrics, options);
  }
  std::shared_ptr<service_engine> proxy(const engine_address& to) {
    return make_service_engine(io, to, metrics, patient);
  }

  std::uint64_t counted(const std::string& endpoint, const std::string& outcome) const {
    auto all = metrics->snapshot();
    return all.requests[endpoint].outcomes[outcome];
  }
};

/// The number of nodes as `1 node`, or the reason of the failure.
inline std::string nodes(swarm_source& source) {
  const auto answer = ask<listed<swarm_node>>([&](auto done) { source.list_nodes(done); });
  if (const auto* failed = std::get_if<listing_failed>(&answer))
    return failed->why;
  return std::to_string(std::get<std::vector<swarm_node>>(answer).size()) + " node";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline const std::string one_node = R"([{"ID":"n1","Status":{"State":"ready","Addr":"10.0.0.1"}}])";

/// Answers every request with one node.
inline void willing(peer& p, int) {
  while (!p.next().empty())
    p.send(ok(one_node));
}

} // namespace signalbox::test
