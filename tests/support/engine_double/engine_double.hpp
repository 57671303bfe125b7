// A double of Docker's Engine API with Swarm, for speed, scale and faults: a real HTTP server over a simulated Swarm.
//
// Its answers were compared with a real engine (README.md describes how). Time is an argument: on the simulated clock
// nothing happens until `advance`; in real time each step takes its measured time.
#pragma once
#include "tests/support/engine_double/event_hub.hpp"
#include "tests/support/engine_double/fault.hpp"
#include "tests/support/engine_double/timings.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signalbox {

struct double_node {
  std::string hostname;
  std::string role = "worker"; ///< or `manager`
  std::string address;         ///< `Status.Addr`
  std::map<std::string, std::string> labels;
};

struct double_options {
  std::string listen = "127.0.0.1:0"; ///< or `unix:///path`
  bool real_time = false;
  engine_timings timings;
  std::vector<double_node> nodes = {{"m-00", "manager", "10.88.0.10", {}},
                                    {"lb-00", "worker", "10.88.0.20", {}},
                                    {"lb-01", "worker", "10.88.0.21", {}}};
  std::string api_version = "1.41", oldest_version = "1.12";
  std::uint64_t seed = 1; ///< seed of ids and addresses: equal calls give equal ids
};

/// The answer of an engine.
struct engine_answer {
  unsigned status = 0;
  std::string body;
};

/// All calls are safe from any thread.
class engine_double {
public:
  explicit engine_double(double_options options = {});
  ~engine_double();
  engine_double(const engine_double&) = delete;
  engine_double& operator=(const engine_double&) = delete;

  /// For DOCKER_HOST and `DockerURL`: `tcp://127.0.0.1:PORT` or `unix:///path`.
  std::string url() const;

  /// Advances the simulated clock; steps due by then are executed in order. Not for real time.
  void advance(std::chrono::milliseconds by);
  /// Advances until no step is due, at most by `limit`. A service that restarts forever never settles.
  void settle(std::chrono::milliseconds limit = std::chrono::minutes(10));

  /// A request without HTTP and without faults: `call("POST", "/networks/create", R"({"Name":"n"})")`.
  engine_answer call(const std::string& method, const std::string& target, const std::string& body = {});
  /// Creates an object and returns its id; throws std::runtime_error with the engine's message. `kind`: `services`,
  /// `networks` …
  std::string create(const std::string& kind, const std::string& body);

  void inject(engine_fault fault);
  void clear_faults();
  void drop_events();
  void set_event_flow(twin::event_flow flow);
  /// Requests over HTTP since the start by `METHOD /path` without version, ids replaced by `{id}`.
  std::map<std::string, std::uint64_t> requests() const;
  std::size_t event_listeners() const;

  void set_node_up(const std::string& hostname, bool up);
  /// Makes a running task of the service fail; false if none runs.
  bool kill_task(const std::string& service_name);

private:
  class impl;
  std::shared_ptr<impl> impl_;
};

} // namespace signalbox
