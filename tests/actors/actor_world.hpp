// The real actor tree on a scheduler and a clock that the test moves by hand.
#pragma once
#include "actors/supervision/root_supervisor_actor.hpp"
#include "adapters/nginx/renderer.hpp"
#include "tests/support/memory_swarm.hpp"

#include <caf/scheduler/test_coordinator.hpp>
#include <map>
#include <memory>
#include <spdlog/spdlog.h>
#include <string>

namespace signalbox {

class actor_world {
public:
  memory_swarm swarm;
  std::map<std::string, caf::actor> actors; ///< newest handle by path
  std::map<std::string, int> starts;        ///< by path
  std::shared_ptr<const status_picture> picture;

  actor_world() {
    spdlog::set_level(spdlog::level::off);
    outside_->version = "test";
    for (const auto* name : {"us-east", "us-west"}) {
      cluster_settings c;
      c.id = {name};
      c.service_cluster = name;
      c.proxy_service_name = std::string{"proxy-"} + name;
      c.core_name = "interlock";
      outside_->settings.clusters.push_back(c);
      outside_->proxies[c.id] = std::make_shared<memory_proxy_engine>(swarm, name);
    }
    outside_->source = std::make_shared<memory_source>(swarm);
    outside_->janitor = std::make_shared<memory_janitor_engine>(swarm);
    outside_->render = render_nginx;
    outside_->board = std::make_shared<hanging>(*this);
    outside_->meters = std::make_shared<meter_board>();
    outside_->started = [this](const std::string& path, const caf::actor& handle) {
      actors[path] = handle;
      ++starts[path];
    };
  }
  ~actor_world() {
    actors.clear();
    if (root)
      caf::anon_send_exit(root, caf::exit_reason::user_shutdown);
    root = nullptr;
    schedule().run();
  }

  void start() {
    root = spawn_root_supervisor(system_, outside_);
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
  world& outside() { return *outside_; }
  const cluster_picture& cluster(std::size_t index) const { return picture->clusters.at(index); }
  std::string text_of(const std::string& cluster) const {
    return swarm.texts.at(swarm.proxies.at("proxy-" + cluster).spec.configs.begin()->second);
  }

  root_supervisor_actor root;

private:
  struct hanging : status_board {
    explicit hanging(actor_world& w) : world(w) {}
    void publish(std::shared_ptr<const status_picture> p) override { world.picture = std::move(p); }
    actor_world& world;
  };
  struct config : caf::actor_system_config {
    config() { set("scheduler.policy", caf::atom("testing")); }
  };
  caf::scheduler::test_coordinator& schedule() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  std::shared_ptr<world> outside_ = std::make_shared<world>();
  config config_;
  caf::actor_system system_{config_};
};

} // namespace signalbox
