#include "tests/support/engine_double/swarm.hpp"

#include <algorithm>
#include <tuple>

namespace signalbox::twin {
namespace {

std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string fact(const node& n, const std::string& key) {
  if (key == "node.id")
    return n.id;
  if (key == "node.hostname")
    return n.hostname;
  if (key == "node.role")
    return n.spec.value("Role", "worker");
  if (key == "node.platform.os")
    return "linux";
  if (key == "node.platform.arch")
    return "x86_64";
  static const std::string labels = "node.labels.";
  if (key.rfind(labels, 0) == 0)
    return n.spec.value("Labels", json::object()).value(key.substr(labels.size()), "");
  return "";
}

std::set<std::pair<std::string, int>> host_ports(const json& endpoint) {
  std::set<std::pair<std::string, int>> found;
  if (endpoint.is_object())
    for (const auto& p : endpoint.value("Ports", json::array()))
      if (p.value("PublishMode", "ingress") == "host" && p.value("PublishedPort", 0) != 0)
        found.emplace(p.value("Protocol", "tcp"), p.value("PublishedPort", 0));
  return found;
}

bool overlap(const std::set<std::pair<std::string, int>>& a, const std::set<std::pair<std::string, int>>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const auto& port) { return b.count(port) > 0; });
}

} // namespace

bool swarm::satisfies(const node& n, const json& task_template) const {
  for (const auto& item : task_template.value("Placement", json::object()).value("Constraints", json::array())) {
    const std::string constraint = item;
    auto equal = constraint.find("=="), differ = constraint.find("!=");
    auto cut = std::min(equal, differ);
    if (cut == std::string::npos)
      return false;
    bool same = fact(n, trimmed(constraint.substr(0, cut))) == trimmed(constraint.substr(cut + 2));
    if (same != (cut == equal))
      return false;
  }
  return true;
}

std::optional<std::string> swarm::choose_node(const task& t, std::string& why_not) const {
  auto ports = host_ports(t.endpoint);
  std::size_t unsuitable = 0, taken = 0, down = 0;
  std::optional<std::tuple<std::size_t, std::size_t, std::string>> best;
  for (const auto& [id, n] : nodes) {
    if (!t.node.empty() && t.node != id)
      continue;
    if (!n.schedulable()) {
      ++down;
      continue;
    }
    if (!satisfies(n, t.spec)) {
      ++unsuitable;
      continue;
    }
    std::size_t same = 0, all = 0;
    bool busy = false;
    for (const auto& [other_id, other] : tasks) {
      if (other.node != id || other.id == t.id || other.ended())
        continue;
      busy = busy || (!ports.empty() && overlap(ports, host_ports(other.endpoint))); // stopping tasks count too
      all += other.desired <= state::running;
      same += other.desired <= state::running && other.service == t.service;
    }
    if (busy)
      ++taken;
    else
      best = std::min(best.value_or(std::tuple(same, all, id)), std::tuple(same, all, id));
  }
  if (best)
    return std::get<2>(*best);
  auto count = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " node" : " nodes"); };
  std::string reasons;
  auto add = [&reasons](const std::string& text) { reasons += (reasons.empty() ? "" : "; ") + text; };
  if (unsuitable)
    add("scheduling constraints not satisfied on " + count(unsuitable));
  if (taken)
    add("host-mode port already in use on " + count(taken));
  if (down)
    add(count(down) + " not available for new tasks");
  why_not = "no suitable node" + (reasons.empty() ? "" : " (" + reasons + ')');
  return std::nullopt;
}

void swarm::try_pending() {
  for (auto& [id, t] : tasks)
    if (t.actual == state::pending && t.desired <= state::running)
      next_step(t, timings.schedule, &swarm::schedule_task);
}

} // namespace signalbox::twin
