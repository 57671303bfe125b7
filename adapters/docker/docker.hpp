// The Docker Engine behind the actors' ports. `main` needs no other header of this folder; Boost stays private.
#pragma once
#include "actors/ports.hpp"
#include "adapters/docker/engine_address.hpp"
#include "adapters/docker/engine_metrics.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace signalbox {

class engine_thread;

/// The one thread that all engine clients share. It transfers bytes and does not decode answers. The destructor answers
/// all pending requests with *unreachable*, ends event streams and joins the thread. Clients may outlive it, and then
/// answer at once. Must not be destroyed from a callback.
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

/// Limits and intervals of a client; the defaults are for production.
struct client_options {
  std::chrono::milliseconds deadline{10'000};  ///< of one request: connect, write and read together
  std::size_t body_limit = 64u << 20;          ///< bytes of one answer
  std::chrono::milliseconds pulse{10'000};     ///< an event stream without data for this long is checked with `/_ping`
  std::chrono::milliseconds backoff_least{50}; ///< before an event stream's first reconnect, doubled each time …
  std::chrono::milliseconds backoff_most{5'000}; ///< … up to this, with ±25 % of jitter
};

/// Each client has its own connections, queue (in order, one request in flight) and deadlines. `metrics` may be null.
/// The API version is negotiated at every connect: the engine's, at most 1.51, at least 1.41.
std::shared_ptr<swarm_source> make_swarm_source(docker_io& io, const engine_address& address,
                                                std::shared_ptr<engine_metrics> metrics = {},
                                                client_options options = {});

/// `create_service` and `update_service` write the given labels and `owned::applied_label`, no others: a desired spec
/// has to contain `owned::type_label` and `owned::cluster_label`. If a service or config object no longer exists, an
/// update returns a conflict (observe again) and a removal returns done.
std::shared_ptr<service_engine> make_service_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics = {},
                                                    client_options options = {});

std::shared_ptr<janitor_engine> make_janitor_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics = {},
                                                    client_options options = {});

/// A deployed core, as read from the Swarm.
struct deployed_core {
  core_service service; ///< the name is empty if there is no such service
  std::string file;     ///< text of the TOML file; empty: it is not in a config object
};

/// Reads the service of this name, and the config object mounted as its TOML file (`-c`, by default `/config.toml`).
class core_reader {
public:
  virtual ~core_reader() = default;
  virtual void read(std::string service_name, on_answer<std::variant<deployed_core, engine_unreachable>> done) = 0;
};

std::shared_ptr<core_reader> make_core_reader(docker_io& io, const engine_address& address,
                                              client_options options = {});

} // namespace signalbox
