#include "chaos/sim/sim_swarm.hpp"

#include <algorithm>
#include <utility>

namespace signalbox::sim {

namespace {
/// A text that sorts as the number does.
std::string sortable(std::uint64_t n) {
  auto digits = std::to_string(n);
  digits.insert(0, 12 - std::min<std::size_t>(12, digits.size()), '0');
  return digits;
}
} // namespace

sim_swarm::sim_swarm(event_queue& time, trace& log) : time_(time), log_(log) {
  for (const auto* name : {"m-00", "lb-00", "lb-01", "w-00", "w-01"})
    nodes[name] = {name, name, "192.168.0." + std::to_string(10 + nodes.size()), true};
  for (const auto* name : {"net-a", "net-b", "interlock"})
    networks[std::string{"id-"} + name] = {std::string{"id-"} + name, name, false};
  networks["id-ingress"] = {"id-ingress", "ingress", true};
}

const sim_service* sim_swarm::by_id(const std::string& id) const {
  for (const auto& [_, s] : services)
    if (s.id == id)
      return &s;
  return nullptr;
}

sim_service* sim_swarm::by_id(const std::string& id) {
  return const_cast<sim_service*>(std::as_const(*this).by_id(id));
}

sim_service* sim_swarm::find_update(const std::string& id, std::uint64_t epoch) {
  auto* s = by_id(id);
  return s && s->epoch == epoch ? s : nullptr;
}

void sim_swarm::service_event(const sim_service& s, const char* action) {
  publish_event({"service", action, s.id, s.name});
}

sim_service& sim_swarm::create_service(const std::string& name, written_spec spec) {
  auto& s = services[name];
  s.id = "id-" + name + '-' + std::to_string(++incarnations_[name]);
  s.name = name;
  s.version = ++last_index_;
  s.created = sortable(s.version);
  s.current = std::move(spec);
  s.fingerprint = fingerprint_of(s.current.spec);
  log_.line(time_.now(), "swarm", "created " + name);
  reconcile(s);
  service_event(s, "create");
  service_changed(name);
  return s;
}

void sim_swarm::write_service(sim_service& s, written_spec spec) {
  s.previous = std::exchange(s.current, std::move(spec));
  s.fingerprint = fingerprint_of(s.current.spec);
  s.version = ++last_index_;
  s.update_state.clear();
  s.update_message.clear();
  s.update_started.clear();
  log_.line(time_.now(), "swarm", "wrote " + s.name);
  begin_update(s);
  service_event(s, "update");
  service_changed(s.name);
}

void sim_swarm::remove_service(const std::string& name) {
  const auto i = services.find(name);
  if (i == services.end())
    return;
  const auto removed = i->second; // a copy: `name` can refer to the key that is erased next
  services.erase(i);
  for (const auto* t : wanted_tasks(removed))
    publish_removed(*t);
  std::erase_if(tasks, [&](const auto& t) { return t.second.service_id == removed.id; });
  log_.line(time_.now(), "swarm", "removed " + removed.name);
  service_event(removed, "remove");
  service_changed(removed.name);
}

bool sim_swarm::create_config(const std::string& name, label_map labels, std::shared_ptr<const std::string> text) {
  if (const auto i = configs.find(name); i != configs.end())
    return *i->second.text == *text;
  configs[name] = {{"id-" + name, name, sortable(++last_index_), 1, std::move(labels)}, std::move(text), false};
  publish_event({"config", "create", "id-" + name, name});
  return true;
}

bool sim_swarm::config_in_use(const std::string& name) const {
  return std::any_of(services.begin(), services.end(), [&](const auto& s) {
    const auto& used = s.second.current.spec.configs;
    return std::any_of(used.begin(), used.end(), [&](const auto& c) { return c.second == name; });
  });
}

std::string sim_swarm::text_of(const sim_service& s) const {
  const auto i = configs.find(config_of(s.current.spec));
  return i == configs.end() ? "" : *i->second.text;
}

std::vector<const sim_task*> sim_swarm::wanted_tasks(const sim_service& s) const {
  std::vector<const sim_task*> found;
  for (const auto& [_, t] : tasks)
    if (t.wanted && t.service_id == s.id)
      found.push_back(&t);
  return found;
}

} // namespace signalbox::sim
