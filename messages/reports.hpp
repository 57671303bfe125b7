// What the actors report to the status actor, and the snapshot that it makes of the reports.
#pragma once
#include "messages/identity.hpp"
#include "messages/problem.hpp"
#include "messages/routes.hpp"
#include "messages/time_histogram.hpp"
#include "messages/view.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace signalbox {

/// `degraded`: the last good state is kept and served, and the cause is retried.
enum class health { starting, ok, degraded };

/// A service with routing labels whose `service_cluster` no cluster has.
struct unclaimed_service {
  std::string id, name;
  std::map<std::string, std::string> labels;
  auto operator<=>(const unclaimed_service&) const = default;
};

/// A task of a service with routing labels that is desired to run and does not run.
struct waiting_task {
  std::string id, service_id;
  std::string state; ///< `pending`, `preparing`, `starting` …
  std::string node;  ///< host name of the node; empty before the task is assigned to one
  auto operator<=>(const waiting_task&) const = default;
};

/// Services and tasks that no cluster's view contains.
struct unrouted_services {
  std::vector<unclaimed_service> unclaimed;   ///< sorted by id
  std::vector<waiting_task> waiting;          ///< in the order of the listing
  std::vector<unclaimed_service> misplaced{}; ///< routing labels on the containers only; sorted by id
  auto operator<=>(const unrouted_services&) const = default;
};

struct watcher_report {
  health state = health::starting;
  std::string why; ///< cause of `degraded`
  bool events_connected = false;
  std::uint64_t services = 0, tasks = 0, nodes = 0; ///< counts of the last complete listing
  std::map<std::string, std::uint64_t> listings;    ///< by kind since the watcher started: `all`, `services`, `tasks`
  std::uint64_t listings_failed = 0;
  std::uint64_t events = 0;
  std::uint64_t views_published = 0;
  bool tasks_pushed = false;      ///< true: SwarmKit pushes task changes; false: tasks are polled
  std::string tasks_why{};        ///< why tasks are polled; empty if no stream is configured
  std::uint64_t task_changes = 0; ///< pushed changes
  std::map<std::string, std::uint64_t> task_stream_ends{}; ///< ends of the stream by cause, as in `task_stream_down`;
                                                           ///< `missed_updates`: the stream lost some
  std::uint64_t task_stream_resumes = 0; ///< times that the stream resumed where it ended, without a new listing
  std::uint64_t task_missed_updates = 0; ///< changes that a listing contained and the stream lost
  std::map<std::string, std::uint64_t> events_by_type{}; ///< by type: `service`, `node` …, and `other`
  std::map<std::string, time_histogram> listing_times{}; ///< durations of successful listings, by kind as in `listings`
  time_histogram hold_offs{};                            ///< from the first unpublished change to its publication
  std::shared_ptr<const unrouted_services> unrouted{};   ///< null before the first complete listing
};

struct cluster_report {
  revision observed;
  std::uint64_t hosts = 0, targets = 0;
  std::vector<service_status> services;       ///< sorted by name
  problems found;                             ///< problems of the cluster itself, not of a service
  std::shared_ptr<const cluster_view> view{}; ///< the view of revision `observed`
  std::shared_ptr<const route_table> table{}; ///< derived from `view`
};

/// A service that is left out of the text because the proxy refuses its configuration.
struct quarantined_service {
  std::string service, why;
};

/// State of an extension that runs as a service. `absent`: it has never polled; `silent`: its last poll is too old;
/// `slow`: it has a request and does not answer; `unusable`: its polls cannot be parsed.
enum class extension_state { absent, connected, silent, slow, unusable };

struct extension_service_report {
  std::string service; ///< name of the service
  extension_state state = extension_state::absent;
  std::string why;     ///< cause of every state but `connected`
  std::string program; ///< as the extension reports it
  std::uint64_t replicas = 0, tasks_running = 0;
  std::map<std::string, std::uint64_t>
      answers{};                 ///< by kind: `rendered`, `failed`, `protocol`, `malformed`, `too_long`
  time_histogram answer_times{}; ///< from a request to its text or problems
};

struct extension_report {
  revision rendered;
  digest sum;
  std::uint64_t bytes = 0;
  problems found;
  std::vector<quarantined_service> quarantined{};    ///< sorted by service; `found` contains a problem for each
  std::optional<extension_service_report> service{}; ///< none: core renders
};

/// How a configuration was applied.
enum class apply_kind { create, update, heal, reload };

/// Whether proxy tasks change their configuration while they run. `unable`: the agent did not start in the proxy's
/// image.
enum class hitless_mode { off, on, unable };

/// What one running proxy task serves, as its agent reports.
struct proxy_task_report {
  std::string task, node;
  std::string serves;                     ///< name of the configuration; empty before the agent's first report
  std::string proxy;                      ///< `nginx/1.22.1`
  std::string verdict;                    ///< `loaded`, `refused`, `failed`, `silent` …
  std::chrono::duration<double> since{0}; ///< time since the task began to serve it
};

struct proxy_report {
  health state = health::starting;
  std::string why;
  std::string service_id;
  revision desired, applied;
  std::string desired_config, applied_config;    ///< names of config objects
  std::uint64_t replicas = 0, tasks_running = 0; ///< tasks that run with the desired configuration
  std::map<std::string, std::uint64_t> applies; ///< by outcome: `create_applied`, `update_applied`, `update_rejected` …
  std::chrono::duration<double> last_apply{0}; ///< from the engine call to *applied* or *rejected*
  problems found;
  hitless_mode hitless = hitless_mode::off;
  std::vector<proxy_task_report> tasks{};              ///< sorted by task; empty if tasks are replaced at each change
  std::map<std::string, time_histogram> apply_times{}; ///< by outcome, as in `applies`
};

/// What a supervisor does with a child. `degraded`: the restart budget is used up; the supervisor still restarts the
/// child.
enum class child_state { running, restarting, degraded };

/// A supervisor's report on one child.
struct child_report {
  child_state state = child_state::running;
  std::uint64_t restarts = 0;
  std::string last_cause;
  std::chrono::milliseconds backoff{0};
  std::map<std::string, std::uint64_t> causes{}; ///< restarts by cause, since the core started
  std::uint64_t budget = 0;                      ///< restarts before the child counts as degraded
  std::uint64_t budget_left = 0;                 ///< rest of `budget` after the last termination
  std::chrono::milliseconds forgiven_after{0};   ///< a run of this length restores the whole budget
  std::optional<std::chrono::system_clock::time_point> last_start{};
};

using report_body = std::variant<watcher_report, cluster_report, extension_report, proxy_report, child_report>;

/// The newest report of an actor replaces its last one. `path`: `watcher`, `us-east/proxy`; `cluster` is empty for
/// actors at the root.
struct actor_report {
  std::string path;
  cluster_id cluster;
  report_body body;
};

/// An entry of the history, for operators.
struct history_event {
  std::chrono::system_clock::time_point when; ///< set by the status actor
  std::string path, what;
};

/// The state of one cluster; a part is empty until its actor has reported.
struct cluster_status {
  cluster_id id;
  std::string service_cluster, proxy_service;
  std::optional<cluster_report> routes;
  std::optional<extension_report> extension;
  std::optional<proxy_report> proxy;
  std::optional<std::chrono::system_clock::time_point> behind_since{}; ///< when the oldest unapplied view was observed
};

struct actor_status {
  std::string path;
  child_report report;
};

/// An immutable snapshot of the whole core. Sorted; the status actor makes a new one after each report.
struct status_snapshot {
  std::string version;
  std::chrono::system_clock::time_point started, when;
  std::optional<watcher_report> watcher;
  std::vector<cluster_status> clusters; ///< sorted by id; contains each configured cluster from the start
  std::vector<actor_status> actors;     ///< sorted by path
  std::vector<history_event> history;   ///< oldest first, at most 200
};

/// Ready: a complete listing was published, and every cluster has received it (`GET /readyz`).
bool is_ready(const status_snapshot& p);

} // namespace signalbox
