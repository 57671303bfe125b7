// Reconciles a cluster's proxy service: looks at what runs, and takes the one next step that leads to what is wanted.
//
// Every step is followed by another look, so that nothing depends on the step having worked, and a core that is killed
// between two steps leaves nothing that its successor could not go on from. One call is in flight at a time; a newer
// desired spec is what the next observation is compared with. A desired spec that Swarm rolled back or paused is marked
// on its config object, so that not even a new core repeats it.
//
// Where agents look after the tasks, a new text is offered to them at once and replaces no task. The service itself is
// only written when something else than the text differs; its new tasks then start with the newest text
// (`bootstrap_config`).
#pragma once
#include "actors/effects.hpp"
#include "actors/ports.hpp"
#include "actors/proxy/desired_proxy_spec.hpp"
#include "actors/proxy/task_registry.hpp"
#include "actors/timer.hpp"
#include "messages/managed_service.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"

#include <optional>
#include <variant>

namespace signalbox {

struct proxy_policy {
  milliseconds resync_interval{3000}; ///< between two looks when there is nothing to do
  milliseconds poll{250};             ///< between two looks while an update is under way
  milliseconds settle_timeout{15000}; ///< how long an update waits for applications that are still converging
  milliseconds update_timeout{30000}; ///< how long a running update is waited for before a newer one replaces it
  milliseconds update_start_timeout{
      1000}; ///< how long Swarm may take to begin an update; one that replaces no task never begins
  milliseconds apply_timeout{60000}; ///< after which tasks that do not run are reported
  milliseconds backoff_least{250}, backoff_most{30000};
  milliseconds refusal_backoff{60000}; ///< how long a call that the engine refused is not repeated
  milliseconds batch_max_wait{3000}; ///< as `settle_timeout`, where only a change of networks and the like costs tasks
  milliseconds validation_timeout{5000};    ///< how long a roll waits for a running task to say that its text is good
  milliseconds unvalidated_max_wait{30000}; ///< the same, where ever newer texts come in the meantime
  milliseconds reload_timeout{5000};        ///< after which a task that does not serve the newest text is reported
  milliseconds first_report_timeout{
      20000};                           ///< how long a task may run before its agent speaks, after core rolled it out
  milliseconds silence_timeout{120000}; ///< the same, where core did not
  std::size_t configs_kept = 3;         ///< config objects kept for going back, beside the one in use
};

// Effects. Each engine call is answered by `on_observation` or `on_outcome`, and only then the next one is made.
struct observe_service {};
struct make_config {
  std::string name;
  label_map labels;
  std::shared_ptr<const std::string> text;
};
struct make_secret {
  std::string name;
  label_map labels;
  std::string value;
};
struct mark_config {
  config_object object;
  label_map labels;
};
struct drop_config {
  std::string id;
};
struct make_service {
  managed_spec desired;
};
struct change_service {
  live_service live;
  managed_spec merged, desired;
};
struct offer_config {
  agent_assignment assignment;
};
struct authorize_tasks {
  std::vector<authorized_task> tasks;
};
using proxy_effect =
    std::variant<observe_service, make_config, make_secret, mark_config, drop_config, make_service, change_service,
                 offer_config, authorize_tasks, wake_later, publish_report<proxy_report>, record_event>;
using proxy_effects = std::vector<proxy_effect>;

class proxy_logic {
public:
  /// Without `agent`, or where the settings say so, every change replaces tasks. `programs`: whose old versions are
  /// told.
  proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent = {}, proxy_programs programs = {});

  proxy_effects on(const config_rendered& c, instant now);
  proxy_effects on(const agent_event& event, instant now);
  proxy_effects on_observation(const observed_service& seen, instant now);
  proxy_effects on_outcome(const engine_outcome& outcome, instant now);
  proxy_effects on_wake(std::uint64_t epoch, instant now);

private:
  proxy_effects on_validate_only(const config_rendered& c, instant now);

  /// A change that was sent and whose end has not been seen.
  struct applying {
    std::string key; ///< of the desired spec
    revision rev;
    apply_kind kind;
    std::string update_before; ///< `UpdateStatus.StartedAt` before it
    instant since;
    std::optional<instant> written; ///< when the engine had answered
    bool brings_agent = false;      ///< to tasks that had none, or to another image
  };
  /// A desired spec that did not work, not to be repeated before `until` (never, if Swarm rolled it back).
  struct refusal {
    std::string key, why;
    std::optional<instant> until;
  };
  enum class call { none, observe, config, secret, mark, drop, service };

  // What is wanted.
  bool uses_agents() const { return agent_ && !agent_unsupported_; }
  managed_spec desired_spec(const std::optional<bootstrap_config>& bootstrap) const;
  std::string desired_key() const;
  bootstrap_config new_bootstrap() const { return {report_.desired_config, store_index_}; }
  void record_observation(const service_observation& seen, instant now);
  void offer(instant now);

  // From what runs to what is wanted.
  void reconcile(const service_observation& seen, instant now);
  bool create_if_absent(const service_observation& seen, instant now);
  /// Starts to make an object that the service needs and that is missing; false if there is none.
  bool ensure_objects(const service_observation& seen);
  void write_if_different(const service_observation& seen, instant now);
  void update_service(const service_observation& seen, const managed_spec& merged, const managed_spec& desired,
                      bool heals, instant now);
  bool must_wait(const service_observation& seen, const managed_spec& merged, instant now);
  bool awaits_verdict(const service_observation& seen, instant now);
  bool tasks_may_run_another(instant now) const; ///< than the program that the wanted text is for
  /// Why the desired spec must not be tried now; empty if it may be.
  std::string why_not(const service_observation& seen, instant now) const;
  void block_update(const std::string& why);

  // How it went.
  /// Starts to take the mark off a configuration that was given up once, and serves; false if it has none.
  bool clear_rejection(const service_observation& seen);
  void drop_stale_config(const service_observation& seen);
  bool about_to_begin(const live_service& live, instant now) const;
  bool notice_rejection(const service_observation& seen, instant now);
  void reject(const service_observation& seen, instant now);
  void judge_convergence(const service_observation& seen, instant now);
  void judge_overdue(const service_observation& seen, instant now);
  void judge_agents(instant now);
  void judge_refusal(const std::string& words, instant now);
  void notice_silence(instant now);
  void give_agents_up(const std::string& why, instant now);
  void settle_applied(instant now);
  void begin_apply(apply_kind kind, const std::string& update_before, instant now);
  void finish_apply(const char* outcome, instant now);

  void start(call c, proxy_effect effect);
  void observe_now();
  void requeue_after(milliseconds in, instant now);
  void set_degraded(std::string why);
  void add_problem(severity level, std::string what, std::string hint);
  proxy_effects flush(instant now);

  cluster_settings settings_;
  proxy_policy policy_;
  agent_text agent_;
  bool agent_unsupported_ = false; ///< the agent did not start in this image
  task_registry registry_;
  std::vector<authorized_task> authorized_;
  agent_assignment offered_;
  bool validating_ = false;       ///< what is offered is to be tested only
  std::uint64_t store_index_ = 0; ///< of the last look; 0 before the first
  std::uint64_t replicas_ = 0;    ///< of the service at the last look
  bool has_secret_ = false;       ///< the agents' token was made, or found
  bool in_sync_ = false;          ///< at the last look the service was as it should be, and no update under way
  std::optional<config_rendered> desired_;
  std::string key_;      ///< digest of the desired spec
  instant text_since_{}; ///< since when the wanted text is the wanted one
  std::optional<instant> differs_since_;
  std::optional<instant> lags_since_; ///< since when not every task serves what is wanted
  std::optional<instant> observed_at_;
  std::optional<instant> update_seen_;
  std::optional<applying> applying_;
  std::optional<refusal> refused_;
  call in_flight_ = call::none;
  timer_slot timer_;
  backoff retry_;
  proxy_report report_;
  proxy_effects out_;
};

} // namespace signalbox
