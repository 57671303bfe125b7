#include "actors/proxy/proxy_status.hpp"

#include <utility>

namespace signalbox {

proxy_status::proxy_status(const cluster_settings& settings)
    : service_(settings.proxy_service_name), image_(settings.proxy_image), problems_("proxy service " + service_) {}

proxy_report proxy_status::report() const {
  auto report = report_;
  report.found = problems_.found();
  return report;
}

void proxy_status::set_desired(revision rev, std::string config) {
  report_.desired = rev;
  report_.desired_config = std::move(config);
}

void proxy_status::set_tasks(std::uint64_t replicas, std::uint64_t running) {
  report_.replicas = replicas;
  report_.tasks_running = running;
}

void proxy_status::set_hitless(hitless_mode mode, std::vector<proxy_task_report> tasks) {
  report_.hitless = mode;
  report_.tasks = std::move(tasks);
}

void proxy_status::set_degraded(std::string why) {
  report_.state = health::degraded;
  report_.why = std::move(why);
}

void proxy_status::set_outcome(const engine_outcome& outcome) {
  if (const auto* refused = std::get_if<engine_refused>(&outcome))
    set_degraded("the engine refused a call: " + refused->why);
  else if (const auto* lost = std::get_if<engine_unreachable>(&outcome))
    set_degraded("the engine did not answer: " + lost->why);
}

void proxy_status::set_foreign(const live_service& live) {
  set_degraded("a service named " + live.name + " exists, but is not managed by Signalbox");
  problems_.add(severity::error, "service " + live.name + " was not made by Signalbox or Interlock",
                "rename it, change ProxyServiceName, or hand it over: docker service update --label-add " +
                    std::string{owned::type_label} + '=' + owned::proxy_type + ' ' + live.name);
}

void proxy_status::set_blocked(const std::string& why) {
  set_degraded("the newest configuration is not applied; the last good one serves on: " + why);
  problems_.add(severity::error, "not applied: " + report_.desired_config + ": " + why,
                "docker service ps --no-trunc " + service_ +
                    " shows the errors of its tasks; it is tried again when something changes");
}

void proxy_status::set_refused(const std::string& error) {
  set_degraded("the proxy refused the newest configuration; the last good one serves on: " + error);
  problems_.add(severity::error, "refused: " + report_.desired_config + ": " + error,
                "the service that caused it is left out as soon as it is found");
}

void proxy_status::set_overdue(std::uint64_t others, const std::string& error) {
  set_degraded(std::to_string(report_.tasks_running) + " of " + std::to_string(report_.replicas) + " tasks run" +
               (others ? ", and " + std::to_string(others) + " with another configuration" : "") + error);
}

void proxy_status::set_lagging(const rollout_status& tasks, bool late) {
  if (!tasks.error.empty())
    set_degraded("a proxy task could not take the newest configuration: " + tasks.error);
  else if (late)
    set_degraded(std::to_string(tasks.serving) + " of " + std::to_string(report_.replicas) +
                 " proxy tasks serve the newest configuration");
}

void proxy_status::set_applied(revision rev, bool agent_unsupported) {
  report_.state = health::ok;
  report_.why.clear();
  report_.applied = rev;
  report_.applied_config = report_.desired_config;
  if (agent_unsupported)
    problems_.add(
        severity::warning, "the agent does not work in image " + image_ + ": each change replaces the proxy's tasks",
        "use an image with a shell, sha256sum, and one of wget, curl and bash; or set HitlessServiceUpdate = false");
}

void proxy_status::warn_of_program(const outdated_program& program) {
  problems_.add(severity::warning, program.proxy + ' ' + program.note->what, program.note->hint);
}

} // namespace signalbox
