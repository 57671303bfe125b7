// Ports that forward every call; a planted bug overrides one of them.
#pragma once
#include "actors/ports.hpp"

namespace signalbox::sim {

class forwarding_engine : public service_engine {
public:
  explicit forwarding_engine(std::shared_ptr<service_engine> real) : real_(std::move(real)) {}
  void observe(cluster_id cluster, std::string name, on_answer<observed_service> done) override {
    real_->observe(std::move(cluster), std::move(name), std::move(done));
  }
  void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                     on_answer<engine_outcome> done) override {
    real_->create_config(std::move(name), std::move(labels), std::move(text), std::move(done));
  }
  void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) override {
    real_->label_config(std::move(object), std::move(labels), std::move(done));
  }
  void remove_config(std::string id, on_answer<engine_outcome> done) override {
    real_->remove_config(std::move(id), std::move(done));
  }
  void create_secret(std::string name, label_map labels, std::string value, on_answer<engine_outcome> done) override {
    real_->create_secret(std::move(name), std::move(labels), std::move(value), std::move(done));
  }
  void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) override {
    real_->create_service(std::move(name), std::move(desired), std::move(done));
  }
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override {
    real_->update_service(std::move(live), std::move(merged), std::move(desired), std::move(done));
  }

protected:
  std::shared_ptr<service_engine> real_;
};

class forwarding_source : public swarm_source {
public:
  explicit forwarding_source(std::shared_ptr<swarm_source> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> follow(std::function<void(feed_event)> sink) override {
    return real_->follow(std::move(sink));
  }
  void list_services(std::vector<std::string> ids, on_answer<listed<swarm_service>> done) override {
    real_->list_services(std::move(ids), std::move(done));
  }
  void list_tasks(std::vector<std::string> service_ids, on_answer<listed<swarm_task>> done) override {
    real_->list_tasks(std::move(service_ids), std::move(done));
  }
  void list_nodes(on_answer<listed<swarm_node>> done) override { real_->list_nodes(std::move(done)); }
  void list_networks(on_answer<listed<swarm_network>> done) override { real_->list_networks(std::move(done)); }
  void list_secrets(on_answer<listed<swarm_secret>> done) override { real_->list_secrets(std::move(done)); }

protected:
  std::shared_ptr<swarm_source> real_;
};

class forwarding_agents : public proxy_agents {
public:
  explicit forwarding_agents(std::shared_ptr<proxy_agents> real) : real_(std::move(real)) {}
  std::unique_ptr<subscription> listen(const cluster_id& cluster, std::function<void(agent_event)> sink) override {
    return real_->listen(cluster, std::move(sink));
  }
  void offer(const cluster_id& cluster, agent_assignment assignment) override {
    real_->offer(cluster, std::move(assignment));
  }
  void authorize(const cluster_id& cluster, std::vector<authorized_task> tasks) override {
    real_->authorize(cluster, std::move(tasks));
  }

protected:
  std::shared_ptr<proxy_agents> real_;
};

} // namespace signalbox::sim
