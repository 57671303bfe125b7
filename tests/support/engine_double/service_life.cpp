#include "tests/support/engine_double/swarm.hpp"

#include <algorithm>

namespace signalbox::twin {

void swarm::allocate(service& s) {
  const json endpoint = s.spec.value("EndpointSpec", json::object());
  json ports = endpoint.value("Ports", json::array());
  std::set<std::uint64_t> taken;
  for (const auto& [id, other] : services)
    for (const auto& p : other.ports)
      if (id != s.id)
        taken.insert(p.value("PublishedPort", std::uint64_t{0}));
  for (auto& p : ports) {
    if (p.value("PublishMode", "ingress") != "ingress" || p.value("PublishedPort", 0) != 0)
      continue;
    std::uint64_t free = 30000;
    while (taken.count(free))
      ++free;
    taken.insert(free);
    p["PublishedPort"] = free;
  }
  s.ports = ports;
  std::set<std::string> wanted;
  if (endpoint.value("Mode", "vip") == "vip") {
    for (const auto& n : s.task_template().value("Networks", json::array()))
      wanted.insert(n["Target"].get<std::string>());
    bool ingress = std::any_of(ports.begin(), ports.end(), [](auto& p) { return p["PublishMode"] == "ingress"; });
    for (const auto& [id, n] : networks)
      if (ingress && n.ingress)
        wanted.insert(id);
  }
  std::vector<attachment> gone;
  std::erase_if(s.vips, [&](const attachment& a) {
    bool keep = wanted.erase(a.network) > 0;
    if (!keep)
      gone.push_back(a);
    return !keep;
  });
  give_back(gone);
  for (const auto& id : wanted)
    attach(id, s.vips);
}

service& swarm::create_service(json spec) {
  service s;
  s.id = new_id();
  s.spec = std::move(spec);
  touch(s);
  auto& kept = services.emplace(s.id, std::move(s)).first->second;
  announce("service", "create", kept, {{"name", kept.name()}});
  allocate(kept);
  touch(kept); // the allocator writes the endpoint
  announce("service", "update", kept, {{"name", kept.name()}});
  reconcile(kept.id);
  return kept;
}

void swarm::update_service(service& s, json spec, json event_attributes) {
  s.previous = std::exchange(s.spec, std::move(spec));
  s.update_status = nullptr;
  touch(s);
  event_attributes["name"] = s.name();
  announce("service", "update", s, std::move(event_attributes));
  auto before = s.vips.size();
  auto ports = s.ports;
  allocate(s);
  if (before != s.vips.size() || ports != s.ports) {
    touch(s);
    announce("service", "update", s, {{"name", s.name()}});
  }
  reconcile(s.id);
  begin_update(s, false);
}

void swarm::rollback_service(service& s) {
  auto back = s.previous;
  s.previous = std::exchange(s.spec, std::move(back));
  s.update_status = nullptr;
  set_update_state(s, "rollback_started", "manually requested rollback");
  allocate(s);
  reconcile(s.id);
  begin_update(s, true);
}

void swarm::remove_service(std::string id) {
  auto& s = services.at(id);
  cancel_update(id);
  touch(s);
  announce("service", "remove", s, {{"name", s.name()}});
  give_back(s.vips);
  services.erase(id);
  for (task* t : tasks_of(id))
    want(*t, state::remove);
}

} // namespace signalbox::twin
