#include "adapters/cli/commands.hpp"

#include "actors/dependencies.hpp"
#include "actors/spawn.hpp"
#include "adapters/agent/agent_script.hpp"
#include "adapters/api/endpoints.hpp"
#include "adapters/cli/chaos.hpp"
#include "adapters/cli/core_identity.hpp"
#include "adapters/config/load.hpp"
#include "adapters/docker/docker.hpp"
#include "adapters/http/http_server.hpp"
#include "adapters/longpoll/agent_server.hpp"
#include "adapters/longpoll/extension_server.hpp"
#include "adapters/proxy/programs.hpp"
#include "adapters/swarmkit/swarmkit.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <future>
#include <iostream>
#include <mutex>
#include <optional>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace signalbox {

namespace {

// Sent to the thread that waits for signals when the root actor ends.
constexpr int root_ended = SIGUSR2;

class store : public status_store {
public:
  void publish(std::shared_ptr<const status_snapshot> snapshot) override {
    const std::lock_guard lock{mutex_};
    newest_ = std::move(snapshot);
  }
  std::shared_ptr<const status_snapshot> newest() const {
    const std::lock_guard lock{mutex_};
    return newest_;
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const status_snapshot> newest_;
};

/// Blocks the signals in every thread, so that only `wait_for_end` receives them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, root_ended})
    sigaddset(&set, s);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

int wait_for_end(const sigset_t& set) {
  int got = 0;
  sigwait(&set, &got);
  return got;
}

bool log_problems(const problems& found) {
  bool fatal = false;
  for (const auto& p : found) {
    spdlog::log(p.level == severity::error ? spdlog::level::err : spdlog::level::warn, "{}", to_string(p));
    fatal |= p.level == severity::error;
  }
  return fatal;
}

using found_core = std::variant<core_service, engine_unreachable>;

std::future<deferred<found_core>> ask_for_core(janitor_engine& engine) {
  auto promise = std::make_shared<std::promise<deferred<found_core>>>();
  engine.find_core(host_name(), [promise](auto decode) { promise->set_value(std::move(decode)); });
  return promise->get_future();
}

bool signalled_within(const sigset_t& signals, milliseconds time) {
  const timespec t{0, std::chrono::nanoseconds(time).count()};
  return sigtimedwait(&signals, nullptr, &t) > 0;
}

/// Core's own service, whose name marks the objects that core creates. Waits for the engine without a limit; none if a
/// signal was received first.
std::optional<core_service> find_core(janitor_engine& engine, const sigset_t& signals) {
  for (;;) {
    auto answer = ask_for_core(engine);
    while (answer.wait_for(milliseconds{0}) != std::future_status::ready)
      if (signalled_within(signals, milliseconds{20}))
        return {};
    const auto core = answer.get()();
    if (const auto* found = std::get_if<core_service>(&core))
      return *found;
    spdlog::warn("waits for the engine: {}", std::get<engine_unreachable>(core).why);
    if (signalled_within(signals, milliseconds{900}))
      return {};
  }
}

struct adapter_set {
  docker_io io;
  std::shared_ptr<engine_metrics> metrics = std::make_shared<engine_metrics>();
  std::shared_ptr<store> snapshots = std::make_shared<store>();
};

std::shared_ptr<dependencies> make_dependencies(const settings& s, const engine_address& address,
                                                adapter_set& adapters) {
  auto deps = std::make_shared<dependencies>();
  deps->version = SIGNALBOX_VERSION;
  deps->settings = s;
  deps->watcher_policy.resync_interval = deps->watcher_policy.polling.most = s.poll_interval;
  deps->proxy_policy.resync_interval = std::max(s.poll_interval, milliseconds{1000});
  deps->watcher_policy.cross_check = 10 * s.poll_interval;
  deps->source = make_swarm_source(adapters.io, address, adapters.metrics);
  if (!s.swarm_control_socket.empty() && !s.swarm_certificates.empty())
    deps->tasks = make_task_stream({s.swarm_control_socket, s.swarm_certificates});
  deps->janitor = make_janitor_engine(adapters.io, address, adapters.metrics);
  for (const auto& c : s.clusters) {
    deps->proxy_engines[c.id] = make_service_engine(adapters.io, address, adapters.metrics);
    if (!c.image.empty())
      deps->extension_engines[c.id] = make_service_engine(adapters.io, address, adapters.metrics);
  }
  deps->programs = proxy_program_table();
  deps->render = default_program().render;
  deps->store = adapters.snapshots;
  deps->metrics = std::make_shared<metrics_registry>();
  return deps;
}

/// Runs the actors until a signal is received or the root actor ends; returns the signal.
int run_actors(const std::shared_ptr<dependencies>& deps, const sigset_t& signals) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  caf::actor_system system{config};
  auto root = spawn_root_supervisor(system, deps);
  root->attach_functor([] { kill(getpid(), root_ended); });
  const int got = wait_for_end(signals);
  spdlog::info("{}, shutting down", got == root_ended ? "the root actor ended" : strsignal(got));
  alarm(2); // a shutdown that hangs must not delay Swarm
  caf::anon_send_exit(root, caf::exit_reason::user_shutdown);
  return got;
}

std::map<std::string, std::string> tokens_of(const settings& s) {
  std::map<std::string, std::string> tokens;
  for (const auto& c : s.clusters)
    tokens[c.id.value] = c.agent_token;
  return tokens;
}

/// Changes reach a proxy without access to core only through Swarm.
void log_core_service(const settings& s, const core_service& core) {
  spdlog::info("core service: {}", core.name.empty() ? "none (not a task of this Swarm)" : core.name);
  if (s.clusters.front().core_endpoint.empty())
    spdlog::warn("proxies cannot reach this core, so each change replaces their tasks: run it as a service on an "
                 "overlay network, or set EndpointOverride");
}

int serve(const settings& s, const engine_address& address, const std::string& chaos, const sigset_t& signals) {
  adapter_set adapters;
  std::optional<chaos_server> chaos_listener;
  if (!chaos.empty())
    chaos_listener.emplace(chaos);
  const auto deps = make_dependencies(s, address, adapters);
  const auto agents = std::make_shared<agent_server>(tokens_of(s));
  auto routes = core_endpoints(
      [&adapters] { return adapters.snapshots->newest(); },
      [&adapters, deps] {
        return metric_samples{std::chrono::system_clock::now(), deps->metrics->read(), adapters.metrics->snapshot()};
      });
  const auto extensions = std::make_shared<extension_server>(s.clusters);
  routes.push_back(agents->endpoint());
  routes.push_back(extensions->endpoint());
  http_limits limits;
  limits.body_bytes = 16 * 1024; // an agent's report has about 3 KB
  extensions->widen(limits);
  limits.connections = 1024;
  http_server server{s.listen_addr, std::move(routes), limits};
  spdlog::info("listens on {} (/metrics, /v1/status, /healthz, /readyz)", s.listen_addr);
  const auto core = find_core(*deps->janitor, signals);
  if (!core)
    return exit_codes::ok;
  introduce_core(deps->settings, *core, server.port());
  log_core_service(deps->settings, *core);
  deps->agents = agents;
  deps->extensions = extensions;
  deps->agent = std::make_shared<const std::string>(agent_script());
  if (chaos_listener)
    deps->started = [control = chaos_listener->control()](const auto& path, const auto& actor) {
      control->started(path, actor);
    };
  const auto got = run_actors(deps, signals);
  server.stop();
  spdlog::info("stopped");
  return got == root_ended ? exit_codes::problems : exit_codes::ok;
}

} // namespace

int run(const run_command& wanted, const more_checks& check) {
  set_up_log(wanted.debug);
  const auto signals = block_signals();
  spdlog::info("signalbox/{} linux/{}", SIGNALBOX_VERSION, SIGNALBOX_ARCHITECTURE);
  auto file = load_settings_file(wanted.file);
  if (file.value)
    for (auto& p : check(*file.value))
      file.found.push_back(std::move(p));
  if (log_problems(file.found) || !file.value) {
    spdlog::error("{} has errors; nothing was changed", wanted.file);
    return exit_codes::problems;
  }
  if (const auto unreadable = derive_tokens(*file.value)) {
    log_problems({*unreadable});
    return exit_codes::problems;
  }
  const auto address = engine_address_of(*file.value);
  if (const auto* p = std::get_if<problem>(&address)) {
    log_problems({*p});
    return exit_codes::problems;
  }
  const auto& engine = std::get<engine_address>(address);
  if (log_problems(check_certificates(engine)))
    return exit_codes::problems;
  spdlog::info("engine: {}; clusters: {}", to_string(engine), file.value->clusters.size());
  return serve(*file.value, engine, wanted.chaos, signals);
}

} // namespace signalbox
