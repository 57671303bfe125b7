// Decides which objects to read from the engine, and which effects follow from the answers.
//
// Events name the services to read, never their new state. A round of reads is either complete or discarded, because
// unknown is not empty; until the next complete round the last snapshot stays in use. Swarm has no events for tasks, so
// a changed service is polled until it has converged (convergence.hpp); the resync reads everything, and finds changes
// without an event. While SwarmKit pushes tasks (pushed_tasks.hpp) they are read at every tenth resync only, which
// verifies that the stream has delivered every change.
#pragma once
#include "actors/effects.hpp"
#include "actors/timer.hpp"
#include "actors/watcher/convergence.hpp"
#include "actors/watcher/listing_cycle.hpp"
#include "actors/watcher/pushed_tasks.hpp"
#include "actors/watcher/snapshot.hpp"
#include "actors/watcher/task_stream_status.hpp"
#include "actors/watcher/view_publisher.hpp"
#include "actors/watcher/watcher_policy.hpp"
#include "messages/reports.hpp"
#include "messages/view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

struct restart_task_stream {}; ///< Effect: reopen the stream, because it has lost changes.
using watcher_effect = std::variant<read_effect, view_changed, wake_later, publish_report<watcher_report>, record_event,
                                    restart_task_stream>;
using watcher_effects = std::vector<watcher_effect>;

class watcher_logic {
public:
  watcher_logic(std::vector<cluster_settings> clusters, watcher_policy policy, std::uint32_t incarnation);

  watcher_effects start(instant now);
  watcher_effects on(const feed_event& event, instant now);
  watcher_effects on(const task_event& event, instant now);
  watcher_effects on_services(const listed<swarm_service>& answer, instant now);
  watcher_effects on_tasks(const listed<swarm_task>& answer, instant now);
  watcher_effects on_nodes(const listed<swarm_node>& answer, instant now);
  watcher_effects on_networks(const listed<swarm_network>& answer, instant now);
  watcher_effects on_secrets(const listed<swarm_secret>& answer, instant now);
  watcher_effects on_wake(std::uint64_t epoch, instant now);
  /// The newest view that was published for this cluster, for a supervisor that was restarted; empty before the first.
  std::optional<view_changed> last_view(const cluster_id& cluster) const { return views_.last(cluster); }

private:
  // Events.
  void record(const engine_event& e);
  void take(const std::vector<task_change>& changes, instant now);
  void stream_ended(const task_stream_down& down);
  void stream_connected(const task_stream_up& up);
  void missed(std::size_t changes);
  void set_task_mode(const std::string& why);

  // Rounds of reads.
  void begin_round_if_due(instant now);
  void proceed(instant now); ///< emits the round's next read, or commits it
  void mark_changed_services(instant now);
  void commit(instant now);
  void fail(const listing_failed& f, instant now);
  template <class T>
  const std::vector<T>* complete_or_fail(const listed<T>& answer, instant now);

  // Effects of the new state.
  void evaluate_convergence(const std::string& service, instant now);
  void compare_views(bool is_news, instant now) { views_.compare(last_, convergence_, is_news, now); }
  void count();
  void publish_if_due(instant now);
  watcher_effects settle(instant now);
  void report() { report_due_ = true; }

  swarm_snapshot last_;
  listing_cycle cycle_;
  convergence convergence_;
  pushed_tasks pushed_;
  task_stream_status stream_;
  view_publisher views_;
  timer_slot timer_;
  watcher_report report_;
  bool report_due_ = false;
  watcher_effects out_;
};

} // namespace signalbox
