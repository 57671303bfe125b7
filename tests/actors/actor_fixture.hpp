// The real actor tree on a scheduler and a clock that the test controls.
#pragma once
#include "actors/dependencies.hpp"
#include "actors/spawn.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/support/memory_swarm.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <map>
#include <memory>
#include <spdlog/spdlog.h>
#include <string>

namespace signalbox {

class actor_fixture {
public:
  memory_swarm swarm;
  std::map<std::string, caf::actor> actors; ///< newest handle by path
  std::map<std::string, int> starts;        ///< by path
  std::shared_ptr<const status_snapshot> snapshot;

  actor_fixture() {
    spdlog::set_level(spdlog::level::off);
    deps_->version = "test";
    for (const auto* name : {"us-east", "us-west"}) {
      cluster_settings c;
      c.id = {name};
      c.service_cluster = name;
      c.proxy_service_name = std::string{"proxy-"} + name;
      c.core_name = "interlock";
      deps_->settings.clusters.push_back(c);
      deps_->proxy_engines[c.id] = std::make_shared<memory_service_engine>(swarm, name);
    }
    deps_->source = std::make_shared<memory_source>(swarm);
    deps_->janitor = std::make_shared<memory_janitor_engine>(swarm);
    deps_->programs = proxy_program_table();
    deps_->render = default_program().render;
    deps_->store = std::make_shared<recording_store>(*this);
    deps_->metrics = std::make_shared<metrics_registry>();
    deps_->started = [this](const std::string& path, const caf::actor& handle) {
      actors[path] = handle;
      ++starts[path];
    };
  }
  ~actor_fixture() {
    actors.clear();
    if (root)
      caf::anon_send_exit(root, caf::exit_reason::user_shutdown);
    root = nullptr;
    schedule().run();
  }

  void start() {
    root = spawn_root_supervisor(system_, deps_);
    pass(milliseconds{3000});
  }
  void pass(milliseconds time) {
    for (milliseconds t{0}; t < time; t += milliseconds{50}) {
      schedule().run();
      schedule().advance_time(milliseconds{50});
    }
    schedule().run();
  }
  void kill(const std::string& path) {
    const auto victim = actors.at(path);
    caf::anon_send_exit(victim, caf::exit_reason::kill);
  }
  dependencies& deps() { return *deps_; }
  const cluster_status& cluster(std::size_t index) const { return snapshot->clusters.at(index); }
  std::string text_of(const std::string& cluster) const {
    return swarm.texts.at(swarm.proxies.at("proxy-" + cluster).spec.configs.begin()->second);
  }

  root_supervisor_actor root;

private:
  struct recording_store : status_store {
    explicit recording_store(actor_fixture& w) : fixture(w) {}
    void publish(std::shared_ptr<const status_snapshot> p) override { fixture.snapshot = std::move(p); }
    actor_fixture& fixture;
  };
  struct config : caf::actor_system_config {
    config() { set("scheduler.policy", caf::atom("testing")); }
  };
  caf::scheduler::test_coordinator& schedule() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  std::shared_ptr<dependencies> deps_ = std::make_shared<dependencies>();
  config config_;
  caf::actor_system system_{config_};
};

} // namespace signalbox
