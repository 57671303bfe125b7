// What the actors tell the status actor, and the snapshot it makes of them.
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

/// `degraded`: the last good state is kept and served, and the cause is tried again.
enum class health { starting, ok, degraded };

/// A service that asks to be routed, by a `service_cluster` that no cluster has.
struct unclaimed_service {
  std::string id, name;
  std::map<std::string, std::string> labels;
  auto operator<=>(const unclaimed_service&) const = default;
};

/// A task that is meant to run and does not, of a service that asks to be routed.
struct waiting_task {
  std::string id, service_id;
  std::string state; ///< `pending`, `preparing`, `starting` …
  std::string node;  ///< its host name; empty before it has one
  auto operator<=>(const waiting_task&) const = default;
};

/// What no cluster's view shows.
struct unrouted_services {
  std::vector<unclaimed_service> unclaimed; ///< sorted by id
  std::vector<waiting_task> waiting;        ///< in the order of the listing
  auto operator<=>(const unrouted_services&) const = default;
};

struct watcher_report {
  health state = health::starting;
  std::string why; ///< of `degraded`
  bool events_connected = false;
  std::uint64_t services = 0, tasks = 0, nodes = 0; ///< in the last complete listing
  std::map<std::string, std::uint64_t> listings;    ///< by kind since the watcher started: `all`, `services`, `tasks`
  std::uint64_t listings_failed = 0;
  std::uint64_t events = 0;
  std::uint64_t views_published = 0;
  bool tasks_pushed = false;      ///< each change of a task comes by itself; tasks are polled otherwise
  std::string tasks_why{};        ///< why they are polled; empty where nobody asked for more
  std::uint64_t task_changes = 0; ///< that were pushed
  std::map<std::string, std::uint64_t>
      task_stream_ends{}; ///< by cause, as in `task_stream_down`; `missed_updates`: it lost some
  std::uint64_t task_stream_resumes =
      0; ///< times that it went on where it was cut, and nothing had to be read for that
  std::uint64_t task_missed_updates = 0;                 ///< changes that a listing had and the stream lost
  std::map<std::string, std::uint64_t> events_by_type{}; ///< `service`, `node` …, and `other`
  std::map<std::string, time_histogram> listing_times{}; ///< of those that succeeded, by kind as in `listings`
  time_histogram hold_offs{};                            ///< from the first unpublished change to its publication
  std::shared_ptr<const unrouted_services> unrouted{};   ///< none before the first complete listing
};

struct cluster_report {
  revision observed;
  std::uint64_t hosts = 0, targets = 0;
  std::vector<service_status> services;       ///< sorted by name
  problems found;                             ///< about the cluster itself, not about a service
  std::shared_ptr<const cluster_view> view{}; ///< that `observed` is the revision of
  std::shared_ptr<const route_table> table{}; ///< derived from it
};

/// A service that is left out of the text because the proxy refuses what it asks for.
struct quarantined_service {
  std::string service, why;
};

/// How an extension that is a service of its own does. `absent`: it has never asked; `silent`: not for a while; `slow`:
/// it has a request and does not answer; `unusable`: its polls cannot be read.
enum class extension_state { absent, connected, silent, slow, unusable };

struct extension_service_report {
  std::string service; ///< name
  extension_state state = extension_state::absent;
  std::string why;     ///< of all but `connected`
  std::string program; ///< by its own word
  std::uint64_t replicas = 0, tasks_running = 0;
  std::map<std::string, std::uint64_t>
      answers{};                 ///< by kind: `rendered`, `failed`, `protocol`, `malformed`, `too_long`
  time_histogram answer_times{}; ///< from the request to its text or its problems
};

struct extension_report {
  revision rendered;
  digest sum;
  std::uint64_t bytes = 0;
  problems found;
  std::vector<quarantined_service> quarantined{};    ///< sorted by service; `found` has a problem for each
  std::optional<extension_service_report> service{}; ///< none: core renders
};

/// How an apply was made.
enum class apply_kind { create, update, heal, reload };

/// Whether a proxy's tasks change their configuration while they run. `unable`: the agent did not start in its image.
enum class hitless_mode { off, on, unable };

/// What one running proxy task serves, by its own agent's word.
struct proxy_task_report {
  std::string task, node;
  std::string serves;                     ///< name of the configuration; empty before the agent's first word
  std::string proxy;                      ///< `nginx/1.22.1`
  std::string verdict;                    ///< `loaded`, `refused`, `failed`, `silent` …
  std::chrono::duration<double> since{0}; ///< for which the task has been serving this
};

struct proxy_report {
  health state = health::starting;
  std::string why;
  std::string service_id;
  revision desired, applied;
  std::string desired_config, applied_config;    ///< names of config objects
  std::uint64_t replicas = 0, tasks_running = 0; ///< tasks that run with the wanted configuration
  std::map<std::string, std::uint64_t> applies; ///< by outcome: `create_applied`, `update_applied`, `update_rejected` …
  std::chrono::duration<double> last_apply{0}; ///< from the engine call to *applied* or *rejected*
  problems found;
  hitless_mode hitless = hitless_mode::off;
  std::vector<proxy_task_report> tasks{}; ///< sorted by task; empty where tasks are replaced at each change
  std::map<std::string, time_histogram> apply_times{}; ///< by outcome, as `applies`
};

/// What a supervisor does with a child. `degraded`: its restart budget is used up; it is restarted all the same.
enum class child_state { running, restarting, degraded, stopped };

/// A supervisor's report on one child.
struct child_report {
  child_state state = child_state::running;
  std::uint64_t restarts = 0;
  std::string last_cause;
  std::chrono::milliseconds backoff{0};
  std::map<std::string, std::uint64_t> causes{}; ///< restarts by kind of death, every kind from the start
  std::uint64_t budget = 0;                      ///< restarts that are forgiven before it counts as degraded
  std::uint64_t budget_left = 0;                 ///< of it, after the last death
  std::chrono::milliseconds forgiven_after{0};   ///< a run this long gives the whole budget back
  std::optional<std::chrono::system_clock::time_point> last_start{};
};

using report_body = std::variant<watcher_report, cluster_report, extension_report, proxy_report, child_report>;

/// The newest report of an actor replaces its last one. `path`: `watcher`, `us-east/proxy`; `cluster` is empty at the
/// root.
struct actor_report {
  std::string path;
  cluster_id cluster;
  report_body body;
};

/// A line of the history, for operators.
struct history_event {
  std::chrono::system_clock::time_point when; ///< set by the status actor
  std::string path, what;
};

/// Everything that is known about one cluster; a part is empty until its actor has reported.
struct cluster_status {
  cluster_id id;
  std::string service_cluster, proxy_service;
  std::optional<cluster_report> routes;
  std::optional<extension_report> extension;
  std::optional<proxy_report> proxy;
  std::optional<std::chrono::system_clock::time_point> behind_since{}; ///< the oldest view was seen that is not applied
};

struct actor_status {
  std::string path;
  child_report report;
};

/// An immutable snapshot of the whole core. Sorted; made anew by the status actor after each report.
struct status_snapshot {
  std::string version;
  std::chrono::system_clock::time_point started, when;
  std::optional<watcher_report> watcher;
  std::vector<cluster_status> clusters; ///< sorted by id; each configured cluster is there from the start
  std::vector<actor_status> actors;     ///< sorted by path
  std::vector<history_event> history;   ///< newest last, at most 200
};

/// Ready: a complete listing was published and every cluster has seen it (`GET /readyz`).
bool is_ready(const status_snapshot& p);

} // namespace signalbox
