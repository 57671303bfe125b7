// Decides what to read from the engine and when, and what to publish.
//
// Events say *which* services to look at, never what happened: everything published was read. A round of reads either
// completes, or counts for nothing: unknown is not empty. Between rounds the last complete snapshot stands. Swarm has
// no events for tasks, so a touched service is read in a short burst until it has converged (convergence.hpp); the
// resync reads everything, and finds what no event announced. Where SwarmKit pushes tasks (pushed_tasks.hpp) they
// are read at every tenth resync only, which checks that the stream has delivered everything.
#pragma once
#include "actors/effects.hpp"
#include "actors/timer.hpp"
#include "actors/watcher/convergence.hpp"
#include "actors/watcher/hold_off.hpp"
#include "actors/watcher/listing_round.hpp"
#include "actors/watcher/pushed_tasks.hpp"
#include "actors/watcher/snapshot.hpp"
#include "messages/reports.hpp"
#include "messages/view.hpp"

#include <set>
#include <variant>

namespace signalbox {

struct watcher_policy {
  milliseconds resync_interval{3000};
  milliseconds quiet{100}, ceiling{500};   ///< of the hold-off before publishing
  milliseconds event_stream_timeout{1000}; ///< after which the first listing is made without an event stream
  milliseconds retry_least{200};           ///< after a failed listing; doubles up to `resync_interval`
  poll_policy attention;
  milliseconds cross_check{30000}; ///< how often tasks are read although they are pushed
  milliseconds push_timeout{2000}; ///< after which a change that a listing has, and the stream does not, is lost
};

// Effects: one read at a time; its answer comes back through the `on_…` of the same name.
struct read_services {
  std::vector<std::string> ids;
}; ///< all if empty
struct read_tasks {
  std::vector<std::string> service_ids;
}; ///< of all services if empty
struct read_nodes {};
struct read_networks {};
struct read_secrets {};
struct restart_task_stream {}; ///< it has lost something: open it anew
using watcher_effect = std::variant<read_services, read_tasks, read_nodes, read_networks, read_secrets, view_changed,
                                    wake_later, publish_report<watcher_report>, record_event, restart_task_stream>;
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
  std::optional<view_changed> last_view(const cluster_id& cluster) const;

private:
  using step = listing_round::step;
  struct published {
    cluster_settings settings;
    std::optional<view_changed> last;
  };

  void record(const engine_event& e);
  void begin_round_if_due(instant now);
  void round_begins(const char* kind, instant now);
  listing_round full_round(instant now);
  void proceed(instant now); ///< emits the round's next step, or commits it
  void attend_to_touched(instant now);
  void commit(instant now);
  void count();
  void take(const std::vector<task_change>& changes, instant now);
  void poll_converging(instant now);
  void mark_unreliable(std::size_t lost);
  void record_task_mode(const std::string& why);
  void fail(const listing_failed& f, instant now);
  void hold_off_if_changed(bool is_news, instant now);
  void publish_if_due(instant now);
  struct difference {
    std::vector<view_changed> views;
    bool only_settled = true; ///< nothing differs but whether a cluster is at rest
  };
  difference changed_views(instant now) const;
  watcher_effects settle(instant now); ///< everything that follows from the new state
  void report();
  template <class T>
  const std::vector<T>* complete_or_fail(const listed<T>& answer, instant now);

  watcher_policy policy_;
  std::vector<published> clusters_;
  revision rev_;
  swarm_snapshot last_;
  bool complete_ = false; ///< a full round has succeeded
  std::optional<listing_round> round_;
  const char* round_kind_ = "";
  instant round_began_{};
  bool full_wanted_ = false, nodes_wanted_ = false, networks_wanted_ = false, secrets_wanted_ = false;
  std::set<std::string> services_wanted_;
  std::optional<instant> full_due_; ///< the next resync
  instant cross_check_due_{};
  std::optional<instant> retry_at_; ///< no round before this, after a failure
  convergence attention_;
  std::vector<std::string> converging_; ///< when the views were compared last
  pushed_tasks pushed_;
  hold_off hold_off_;
  timer_slot timer_;
  backoff retry_;
  watcher_report report_;
  bool report_due_ = false;
  watcher_effects out_;
};

} // namespace signalbox
