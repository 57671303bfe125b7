#include "adapters/api/conditions.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace signalbox {
namespace {

condition labels_valid(const service_status& s) {
  const auto of = [&](severity level) {
    return std::find_if(s.found.begin(), s.found.end(),
                        [&](const problem& p) { return p.level == level && p.where.starts_with("label"); });
  };
  if (const auto bad = of(severity::error); bad != s.found.end())
    return {"labels_valid", false, "bad_label", to_string(*bad)};
  if (const auto doubtful = of(severity::warning); doubtful != s.found.end())
    return {"labels_valid", true, "warning", to_string(*doubtful)};
  return {"labels_valid", true, "ok", ""};
}

condition targets_available(const service_status& s) {
  if (s.targets > 0)
    return {"targets_available", true, "ok", std::to_string(s.targets) + " running"};
  return {"targets_available", false, "no_running_task",
          "no task of this service runs with an address the proxy can reach"};
}

condition routed(const service_status& s) {
  if (s.routed)
    return {"routed", true, "ok", ""};
  auto error =
      std::find_if(s.found.begin(), s.found.end(), [](const problem& p) { return p.level == severity::error; });
  if (error != s.found.end())
    return {"routed", false, "left_out", to_string(*error)};
  if (s.targets == 0)
    return {"routed", false, "no_targets", "there is nothing to send requests to"};
  return {"routed", false, "not_yet", "the route has not been made yet"};
}

} // namespace

std::vector<condition> conditions_of(const service_status& s) {
  return {labels_valid(s), targets_available(s), routed(s)};
}

std::string why_not_ready(const status_snapshot& p) {
  if (is_ready(p))
    return "";
  if (!p.watcher || p.watcher->views_published == 0) {
    std::string why = p.watcher ? p.watcher->why : "";
    return "no complete listing of the Swarm yet" + (why.empty() ? "" : ": " + why);
  }
  for (const auto& c : p.clusters)
    if (!c.routes || c.routes->observed.count == 0)
      return "cluster " + c.id.value + " has not seen a listing yet";
  return "not ready";
}

std::string to_string(health h) {
  switch (h) {
  case health::starting:
    return "starting";
  case health::ok:
    return "ok";
  case health::degraded:
    return "degraded";
  }
  return "unknown";
}

std::string to_string(child_state s) {
  switch (s) {
  case child_state::running:
    return "running";
  case child_state::restarting:
    return "restarting";
  case child_state::degraded:
    return "degraded";
  }
  return "unknown";
}

std::string to_string(hitless_mode m) {
  switch (m) {
  case hitless_mode::off:
    return "off";
  case hitless_mode::on:
    return "on";
  case hitless_mode::unable:
    return "unable";
  }
  return "unknown";
}

std::string to_string(extension_state s) {
  switch (s) {
  case extension_state::absent:
    return "absent";
  case extension_state::connected:
    return "connected";
  case extension_state::silent:
    return "silent";
  case extension_state::slow:
    return "slow";
  case extension_state::unusable:
    return "unusable";
  }
  return "unknown";
}

problems own_problems(const cluster_status& c) {
  problems all;
  const auto append = [&all](const problems& more) { all.insert(all.end(), more.begin(), more.end()); };
  if (c.routes)
    append(c.routes->found);
  if (c.extension)
    append(c.extension->found);
  if (c.proxy)
    append(c.proxy->found);
  return all;
}

problems problems_of(const cluster_status& c) {
  auto all = own_problems(c);
  if (c.routes)
    for (const auto& s : c.routes->services)
      all.insert(all.end(), s.found.begin(), s.found.end());
  return all;
}

std::vector<service_status> services_of(const cluster_status& c) {
  if (!c.routes)
    return {};
  auto all = c.routes->services;
  if (c.extension)
    for (const auto& p : c.extension->found)
      for (auto& s : all)
        if (!p.service.empty() && s.name == p.service) {
          s.routed = s.routed && p.level != severity::error;
          s.found.push_back(p);
        }
  return all;
}

std::uint64_t budget_left(const child_report& c, std::chrono::system_clock::time_point now) {
  const bool forgiven = c.state == child_state::running && (!c.last_start || now - *c.last_start >= c.forgiven_after);
  return forgiven ? c.budget : c.budget_left;
}

std::string utc_time(std::chrono::system_clock::time_point t) {
  std::time_t seconds = std::chrono::system_clock::to_time_t(t);
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &tm);
  return text.data();
}

} // namespace signalbox
