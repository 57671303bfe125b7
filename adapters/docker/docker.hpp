// The Docker Engine behind the actors' ports. This is all that `main` needs; Boost stays inside.
#pragma once
#include "actors/ports.hpp"
#include "adapters/docker/engine_address.hpp"
#include "adapters/docker/engine_metrics.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace signalbox {

class engine_thread;

/// The one thread that all engine clients share. It moves bytes and never decodes an answer. Destroying it answers
/// everything that is still asked for with *unreachable*, ends event streams and joins the thread; clients may outlive
/// it, and then answer at once. Not to be destroyed from a callback.
class docker_io {
public:
  docker_io();
  ~docker_io();
  docker_io(const docker_io&) = delete;
  docker_io& operator=(const docker_io&) = delete;
  const std::shared_ptr<engine_thread>& thread() const { return thread_; }

private:
  std::shared_ptr<engine_thread> thread_;
};

/// The figures that a client works by; the defaults are for production.
struct client_options {
  std::chrono::milliseconds deadline{10'000};    ///< of one request: connect, write and read together
  std::size_t body_limit = 64u << 20;            ///< bytes of one answer
  std::chrono::milliseconds pulse{10'000};       ///< an event stream that is silent this long is checked with `/_ping`
  std::chrono::milliseconds backoff_least{50};   ///< before an event stream's first reconnect, doubled each time …
  std::chrono::milliseconds backoff_most{5'000}; ///< … up to this, with ±25 % of jitter
};

/// Each of these has connections, a queue (in order, one request in flight) and deadlines of its own. `metrics` may be
/// null. Negotiates the API version at every connect: the engine's, at most 1.51, at least 1.41.
std::shared_ptr<swarm_source> make_swarm_source(docker_io& io, const engine_address& address,
                                                std::shared_ptr<engine_metrics> metrics = {},
                                                client_options options = {});

/// `create_service` and `update_service` write the labels they are given and `owned::applied_label`, no others: a
/// desired spec has to carry its own `owned::type_label` and `owned::cluster_label`. A service or config object that is
/// gone is a conflict to an update (look again) and done to a removal.
std::shared_ptr<service_engine> make_service_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics = {},
                                                    client_options options = {});

std::shared_ptr<janitor_engine> make_janitor_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics = {},
                                                    client_options options = {});

/// A core that runs on this Swarm, as one sees it from outside.
struct deployed_core {
  core_service service; ///< without a name if there is no such service
  std::string file;     ///< the text of its TOML file; empty: it is not a config object
};

/// Reads the service of this name, and the config object that it has as its file (`-c`, by default `/config.toml`).
class core_reader {
public:
  virtual ~core_reader() = default;
  virtual void read(std::string service_name, on_answer<std::variant<deployed_core, engine_unreachable>> done) = 0;
};

std::shared_ptr<core_reader> make_core_reader(docker_io& io, const engine_address& address,
                                              client_options options = {});

} // namespace signalbox
