// The hands of proxy actors and of the janitor on the model Swarm. A call is as many requests as it is in the adapter
// (adapters/docker/proxy_engine, observation, janitor_engine), so that the Swarm may change between them.
#pragma once
#include "actors/ports.hpp"
#include "chaos/sim/session.hpp"
#include "chaos/sim/write_watch.hpp"

namespace signalbox::sim {

class sim_proxy_engine : public proxy_engine {
public:
  /// `instance` numbers the proxy actor that calls.
  sim_proxy_engine(sim_swarm& swarm, write_watch& watch, std::shared_ptr<session> line, std::string cluster,
                   std::function<std::uint64_t()> instance)
      : swarm_(swarm), watch_(watch), line_(std::move(line)), cluster_(std::move(cluster)),
        instance_(std::move(instance)) {}

  void observe(cluster_id cluster, std::string service_name, on_answer<observed_proxy> done) override;
  void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                     on_answer<engine_outcome> done) override;
  void label_config(config_object object, label_map labels, on_answer<engine_outcome> done) override;
  void remove_config(std::string id, on_answer<engine_outcome> done) override;
  void create_secret(std::string name, label_map labels, std::string value, on_answer<engine_outcome> done) override;
  void create_service(std::string name, proxy_spec wish, on_answer<engine_outcome> done) override;
  void update_service(live_proxy live, proxy_spec merged, proxy_spec wish, on_answer<engine_outcome> done) override;

private:
  using outcome_effect = std::function<engine_outcome()>;
  /// Counts the call until its answer is handed over. Throws if the weather says so.
  template <class T>
  on_answer<T> counted(const char* call, on_answer<T> done);
  void write(const char* call, outcome_effect effect, on_answer<engine_outcome> done);
  /// Looks up the ids of config objects first, as the adapter has to.
  void write_with_configs(const char* call, std::vector<std::string> names, outcome_effect effect,
                          on_answer<engine_outcome> done);

  sim_swarm& swarm_;
  write_watch& watch_;
  std::shared_ptr<session> line_;
  std::string cluster_;
  std::function<std::uint64_t()> instance_;
};

class sim_janitor : public janitor_engine {
public:
  sim_janitor(sim_swarm& swarm, write_watch& watch, std::shared_ptr<session> line)
      : swarm_(swarm), watch_(watch), line_(std::move(line)) {}

  void list_owned(on_answer<listed<live_proxy>> done) override;
  void remove_service(std::string id, on_answer<engine_outcome> done) override;
  void list_owned_configs(on_answer<listed<config_object>> done) override;
  void remove_config(std::string id, on_answer<engine_outcome> done) override;
  void list_owned_secrets(on_answer<listed<config_object>> done) override;
  void remove_secret(std::string id, on_answer<engine_outcome> done) override;
  void find_core(std::string container_id_prefix,
                 on_answer<std::variant<core_service, engine_unreachable>> done) override;

private:
  sim_swarm& swarm_;
  write_watch& watch_;
  std::shared_ptr<session> line_;
};

live_proxy as_live(const sim_service& s);
/// Removes a config object as the engine does: one that is in use is refused, one that is gone is done.
engine_outcome drop_config_object(sim_swarm& swarm, write_watch& watch, const std::string& id);
/// What an answer that is not one means to the caller.
engine_outcome outcome_without_answer(const reply<engine_outcome>& r);

} // namespace signalbox::sim
