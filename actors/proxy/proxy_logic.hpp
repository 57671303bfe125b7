// Reconciles a cluster's proxy service: looks at what runs, and takes the one next step that leads to what is wanted.
//
// Every step is followed by another look, so that nothing depends on the step having worked, and a core that is killed
// between two steps leaves nothing that its successor could not go on from. One call is in flight at a time; a newer
// wish simply is what the next look is compared with. A wish that Swarm rolled back or paused is marked on its config
// object, so that not even a new core repeats it.
//
// Where agents look after the tasks, a new text is offered to them at once and replaces no task. The service itself is
// only written when something else than the text differs; its new tasks then start with the newest text (`task_seed`).
#pragma once
#include "actors/alarm.hpp"
#include "actors/ports.hpp"
#include "actors/proxy/agent_book.hpp"
#include "actors/proxy/proxy_wish.hpp"
#include "messages/proxy_service.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"

#include <optional>
#include <variant>

namespace signalbox {

struct proxy_policy {
  milliseconds heartbeat{3000};       ///< between two looks when there is nothing to do
  milliseconds poll{250};             ///< between two looks while an update is under way
  milliseconds settle_ceiling{15000}; ///< how long an update waits for applications that are still converging
  milliseconds update_ceiling{30000}; ///< how long a running update is waited for before a newer one replaces it
  milliseconds begin_ceiling{
      1000}; ///< how long Swarm may take to begin an update; one that replaces no task never begins
  milliseconds apply_ceiling{60000}; ///< after which tasks that do not run are reported
  milliseconds backoff_least{250}, backoff_most{30000};
  milliseconds refusal_memory{60000}; ///< how long a call that the engine refused is not repeated
  milliseconds gather_ceiling{3000};  ///< as `settle_ceiling`, where only a change of networks and the like costs tasks
  milliseconds good_ceiling{5000};    ///< how long a roll waits for a running task to say that its text is good
  milliseconds unsure_ceiling{30000}; ///< the same, where ever newer texts come in the meantime
  milliseconds reload_ceiling{5000};  ///< after which a task that does not serve the newest text is reported
  milliseconds first_word_ceiling{20000}; ///< how long a task may run before its agent speaks, after core rolled it out
  milliseconds long_silence_ceiling{120000}; ///< the same, where core did not
  std::size_t configs_kept = 3;              ///< config objects kept for going back, beside the one in use
};

// Effects. Each engine call is answered by `on_look` or `on_outcome`, and only then the next one is made.
struct look_at_proxy {};
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
  proxy_spec wish;
};
struct change_service {
  live_proxy live;
  proxy_spec merged, wish;
};
struct offer_config {
  agent_order order;
};
struct admit_tasks {
  std::vector<admitted_task> tasks;
};
struct tell_proxy {
  proxy_report report;
};
struct note_proxy {
  std::string what;
};
using proxy_effect = std::variant<look_at_proxy, make_config, make_secret, mark_config, drop_config, make_service,
                                  change_service, offer_config, admit_tasks, wake_later, tell_proxy, note_proxy>;
using proxy_effects = std::vector<proxy_effect>;

class proxy_logic {
public:
  /// Without `agent`, or where the settings say so, every change replaces tasks.
  proxy_logic(cluster_settings settings, proxy_policy policy, agent_text agent = {});

  proxy_effects on(const config_rendered& c, instant now);
  proxy_effects on(const agent_event& event, instant now);
  proxy_effects on_look(const observed_proxy& seen, instant now);
  proxy_effects on_outcome(const engine_outcome& outcome, instant now);
  proxy_effects on_wake(std::uint64_t epoch, instant now);

private:
  proxy_effects on_trial(const config_rendered& c, instant now);

  /// A change that was sent and whose end has not been seen.
  struct applying {
    std::string key; ///< of the wish
    revision rev;
    apply_kind kind;
    std::string update_before; ///< `UpdateStatus.StartedAt` before it
    instant since;
    std::optional<instant> written; ///< when the engine had answered
    bool brings_agent = false;      ///< to tasks that had none, or to another image
  };
  /// A wish that did not work, not to be repeated before `until` (never, if Swarm rolled it back).
  struct refusal {
    std::string key, why;
    std::optional<instant> until;
  };
  enum class call { none, look, config, secret, mark, drop, service };

  // What is wanted.
  bool uses_agents() const { return agent_ && !agentless_; }
  proxy_spec wish(const std::optional<task_seed>& seed) const;
  std::string key_of_wish() const;
  task_seed fresh_seed() const { return {report_.wanted_config, stamp_}; }
  void take_stock(const proxy_observation& seen, instant now);
  void offer(instant now);

  // From what runs to what is wanted.
  void decide(const proxy_observation& seen, instant now);
  bool create_if_absent(const proxy_observation& seen, instant now);
  /// Starts to make an object that the service needs and that is missing; false if there is none.
  bool ensure_objects(const proxy_observation& seen);
  void write_if_different(const proxy_observation& seen, instant now);
  void roll(const proxy_observation& seen, const proxy_spec& merged, const proxy_spec& wish, bool heals, instant now);
  bool must_wait(const proxy_observation& seen, const proxy_spec& merged, instant now);
  bool awaits_verdict(const proxy_observation& seen, instant now);
  bool tasks_may_run_another(instant now) const; ///< than the program that the wanted text is for
  /// Why the wish must not be tried now; empty if it may be.
  std::string why_not(const proxy_observation& seen, instant now) const;
  void hold(const std::string& why);

  // How it went.
  /// Starts to take the mark off a configuration that was given up once, and serves; false if it has none.
  bool forgive(const proxy_observation& seen);
  void drop_superfluous(const proxy_observation& seen);
  bool about_to_begin(const live_proxy& live, instant now) const;
  bool notice_rejection(const proxy_observation& seen, instant now);
  void reject(const proxy_observation& seen, instant now);
  void judge_convergence(const proxy_observation& seen, instant now);
  void judge_overdue(const proxy_observation& seen, instant now);
  void judge_agents(instant now);
  void judge_refusal(const std::string& words, instant now);
  void notice_silence(instant now);
  void give_agents_up(const std::string& why, instant now);
  void settle_applied(instant now);
  void begin_apply(apply_kind kind, const std::string& update_before, instant now);
  void finish_apply(const char* outcome, instant now);

  void start(call c, proxy_effect effect);
  void look_now();
  void look_in(milliseconds in, instant now);
  void degrade(std::string why);
  void trouble(severity level, std::string what, std::string hint);
  proxy_effects flush(instant now);

  cluster_settings settings_;
  proxy_policy policy_;
  agent_text agent_;
  bool agentless_ = false; ///< the agent did not start in this image
  agent_book book_;
  std::vector<admitted_task> admitted_;
  agent_order offered_;
  bool on_trial_ = false;      ///< what is offered is to be tested only
  std::uint64_t stamp_ = 0;    ///< of the last look; 0 before the first
  std::uint64_t replicas_ = 0; ///< of the service at the last look
  bool has_secret_ = false;    ///< the agents' token was made, or found
  bool in_place_ = false;      ///< at the last look the service was as it should be, and no update under way
  std::optional<config_rendered> wanted_;
  std::string key_;      ///< digest of the wish
  instant text_since_{}; ///< since when the wanted text is the wanted one
  std::optional<instant> differs_since_;
  std::optional<instant> lags_since_; ///< since when not every task serves what is wanted
  std::optional<instant> looked_;
  std::optional<instant> update_seen_;
  std::optional<applying> applying_;
  std::optional<refusal> refused_;
  call in_flight_ = call::none;
  alarm_clock alarm_;
  backoff retry_;
  proxy_report report_;
  proxy_effects out_;
};

} // namespace signalbox
