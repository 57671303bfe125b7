// The engines of the proxy actors and of the janitor, on the model Swarm. A call consists of the same requests as in
// the adapter (adapters/docker/service_engine, observation, janitor_engine), because the Swarm can change between them.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/connection.hpp"
#include "chaos/sim/write_invariants.hpp"

namespace signalbox::sim {

class sim_service_engine : public service_engine {
public:
  /// `instance` returns the number of the calling actor.
  sim_service_engine(sim_swarm& swarm, write_invariants& invariants, std::shared_ptr<connection> connection,
                     std::string cluster, std::function<std::uint64_t()> instance)
      : swarm_(swarm), invariants_(invariants), connection_(std::move(connection)), cluster_(std::move(cluster)),
        instance_(std::move(instance)) {}

  void observe(cluster_id cluster, std::string service_name, on_answer<observed_service> done) override;
  void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                     on_answer<engine_outcome> done) override;
  void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) override;
  void remove_config(std::string id, on_answer<engine_outcome> done) override;
  void create_secret(std::string name, label_map labels, std::string value, on_answer<engine_outcome> done) override;
  void create_service(std::string name, managed_spec desired, on_answer<engine_outcome> done) override;
  void update_service(live_service live, managed_spec merged, managed_spec desired,
                      on_answer<engine_outcome> done) override;

private:
  using outcome_effect = std::function<engine_outcome()>;
  /// Counts the call as in flight until its reply is delivered. Throws if a fault is active for the call.
  template <class T>
  on_answer<T> counted(const char* call, on_answer<T> done);
  void write(const char* call, outcome_effect effect, on_answer<engine_outcome> done);
  /// Reads the ids of the config objects first, as the adapter does.
  void write_with_configs(const char* call, std::vector<std::string> names, outcome_effect effect,
                          on_answer<engine_outcome> done);

  sim_swarm& swarm_;
  write_invariants& invariants_;
  std::shared_ptr<connection> connection_;
  std::string cluster_;
  std::function<std::uint64_t()> instance_;
};

class sim_janitor : public janitor_engine {
public:
  sim_janitor(sim_swarm& swarm, write_invariants& invariants, std::shared_ptr<connection> connection)
      : swarm_(swarm), invariants_(invariants), connection_(std::move(connection)) {}

  void list_owned(on_answer<listed<live_service>> done) override;
  void remove_service(std::string id, on_answer<engine_outcome> done) override;
  void list_owned_configs(on_answer<listed<config_object>> done) override;
  void remove_config(std::string id, on_answer<engine_outcome> done) override;
  void list_owned_secrets(on_answer<listed<config_object>> done) override;
  void remove_secret(std::string id, on_answer<engine_outcome> done) override;
  void find_core(std::string container_id_prefix,
                 on_answer<std::variant<core_service, engine_unreachable>> done) override;

private:
  sim_swarm& swarm_;
  write_invariants& invariants_;
  std::shared_ptr<connection> connection_;
};

live_service as_live(const sim_service& s);
/// Removes a config object like the engine: refused if it is in use, done if it does not exist.
engine_outcome remove_config_object(sim_swarm& swarm, write_invariants& invariants, const std::string& id);
/// The outcome of a call without a reply.
engine_outcome outcome_without_reply(const reply<engine_outcome>& r);

} // namespace signalbox::sim
