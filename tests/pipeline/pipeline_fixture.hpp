// A core without its command line, against the engine double in real time.
#pragma once
#include "actors/dependencies.hpp"
#include "actors/spawn.hpp"
#include "adapters/docker/docker.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/engine_double/engine_double.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

namespace signalbox {

class pipeline_fixture {
public:
  engine_double engine{options()};
  std::shared_ptr<engine_metrics> metrics = std::make_shared<engine_metrics>();

  pipeline_fixture() {
    spdlog::set_level(spdlog::level::off);
    network("demo-east");
    network("demo-west");
    start_core();
  }
  ~pipeline_fixture() { stop_core(); }

  void start_core() { core_.emplace(*this); }
  void stop_core() { core_.reset(); }
  void restart_core() {
    stop_core();
    start_core();
  }
  void kill(const std::string& path) {
    std::unique_lock lock{mutex_};
    const auto victim = actors_[path];
    lock.unlock();
    caf::anon_send_exit(victim, caf::exit_reason::kill);
  }

  std::string network(const std::string& name) {
    return networks_[name] = engine.create("networks", R"({"Name":")" + name + R"(","Driver":"overlay"})");
  }
  void deploy(const std::string& name, const std::string& cluster, const std::string& net, int replicas = 1,
              const std::string& image = "demo") {
    nlohmann::json spec{{"Name", name},
                        {"Labels",
                         {{"com.docker.lb.hosts", name + ".local"},
                          {"com.docker.lb.port", "8080"},
                          {"com.docker.lb.service_cluster", cluster}}},
                        {"TaskTemplate",
                         {{"ContainerSpec", {{"Image", image}}},
                          {"Networks", nlohmann::json::array({{{"Target", networks_.at(net)}}})}}},
                        {"Mode", {{"Replicated", {{"Replicas", replicas}}}}}};
    engine.create("services", spec.dump());
  }
  nlohmann::json service(const std::string& name) {
    const auto answer = engine.call("GET", "/services/" + name);
    return answer.status == 200 ? nlohmann::json::parse(answer.body) : nlohmann::json{};
  }
  void remove(const std::string& name) { engine.call("DELETE", "/services/" + name); }
  /// Changes a service's specification. Retries if it is out of sequence, because the engine writes too.
  void change(const std::string& name, const std::function<void(nlohmann::json&)>& edit) {
    engine_answer last;
    for (int tries = 0; tries < 100; ++tries) {
      auto s = service(name);
      edit(s["Spec"]);
      const auto target = "/services/" + name + "/update?version=" + s["Version"]["Index"].dump();
      last = engine.call("POST", target, s["Spec"].dump());
      if (last.status == 200)
        return;
    }
    throw std::runtime_error("cannot change " + name + ": " + last.body);
  }
  void relabel(const std::string& name, const std::string& key, const std::string& value) {
    change(name, [&](nlohmann::json& spec) { spec["Labels"]["com.docker.lb." + key] = value; });
  }
  std::uint64_t updates() { return engine.requests()["POST /services/{id}/update"]; }

  std::shared_ptr<const status_snapshot> snapshot() {
    const std::lock_guard lock{mutex_};
    return snapshot_;
  }
  /// Waits until `fine` holds for the newest snapshot; false after a minute.
  bool eventually(const std::function<bool(const status_snapshot&)>& fine) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return snapshot_ && fine(*snapshot_); });
  }
  /// Every cluster is ready, its proxy runs the desired configuration, and this host is (or is not) among the routes.
  bool serves(std::size_t cluster, const std::string& service, std::size_t targets) {
    return eventually([&](const status_snapshot& p) {
      const auto& c = p.clusters[cluster];
      if (!c.routes || !c.proxy || c.proxy->state != health::ok || c.proxy->applied != c.routes->observed)
        return false;
      for (const auto& s : c.routes->services)
        if (s.name == service)
          return s.routed && s.targets == targets;
      return targets == 0;
    });
  }

private:
  static double_options options() {
    double_options o;
    o.real_time = true;
    o.timings = {std::chrono::milliseconds(2),  std::chrono::milliseconds(10), std::chrono::milliseconds(20),
                 std::chrono::milliseconds(50), std::chrono::milliseconds(20), std::chrono::milliseconds(50)};
    return o;
  }

  struct store : status_store {
    explicit store(pipeline_fixture& w) : fixture(w) {}
    void publish(std::shared_ptr<const status_snapshot> p) override {
      const std::lock_guard lock{fixture.mutex_};
      fixture.snapshot_ = std::move(p);
      fixture.changed_.notify_all();
    }
    pipeline_fixture& fixture;
  };

  struct core {
    explicit core(pipeline_fixture& w) {
      deps->version = "test";
      settings from;
      from.docker_url = w.engine.url();
      const auto address = std::get<engine_address>(engine_address_of(from));
      for (const auto* name : {"us-east", "us-west"}) {
        cluster_settings c;
        c.id = {name};
        c.service_cluster = name;
        c.proxy_service_name = std::string{"interlock-proxy-"} + name;
        c.publish = publish_mode::host;
        c.published_port = 80;
        c.core_name = "interlock";
        deps->settings.clusters.push_back(c);
        deps->proxy_engines[c.id] = make_service_engine(io, address, w.metrics);
      }
      deps->watcher_policy.resync_interval = milliseconds{500};
      deps->proxy_policy.resync_interval = milliseconds{300};
      deps->proxy_policy.poll = milliseconds{20};
      deps->source = make_swarm_source(io, address, w.metrics);
      deps->janitor = make_janitor_engine(io, address, w.metrics);
      deps->programs = proxy_program_table();
      deps->render = default_program().render;
      deps->store = std::make_shared<store>(w);
      deps->metrics = std::make_shared<metrics_registry>();
      deps->started = [&w](const std::string& path, const caf::actor& handle) {
        const std::lock_guard lock{w.mutex_};
        w.actors_[path] = handle;
      };
      root = spawn_root_supervisor(system, deps);
    }
    ~core() {
      caf::anon_send_exit(root, caf::exit_reason::user_shutdown);
      root = nullptr;
    }
    struct config : caf::actor_system_config {
      config() { set("scheduler.policy", caf::atom("sharing")); }
    };
    docker_io io;
    std::shared_ptr<dependencies> deps = std::make_shared<dependencies>();
    config configuration;
    caf::actor_system system{configuration};
    root_supervisor_actor root;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const status_snapshot> snapshot_;
  std::map<std::string, caf::actor> actors_;
  std::map<std::string, std::string> networks_;
  std::optional<core> core_;
};

} // namespace signalbox
