#include "adapters/cli/swarm_read.hpp"

#include "actors/watcher/listing_round.hpp"
#include "adapters/cli/core_identity.hpp"
#include "messages/managed_service.hpp"

#include <future>
#include <stdexcept>

namespace signalbox {

namespace {

/// Waits for the answer of a port, which always sends one.
template <class T, class Ask>
T answer_of(Ask ask) {
  std::promise<deferred<T>> promise;
  ask([&](deferred<T> decode) { promise.set_value(std::move(decode)); });
  return promise.get_future().get()();
}

template <class T, class Ask>
std::vector<T> list_of(Ask ask) {
  auto answer = answer_of<listed<T>>(ask);
  if (const auto* failed = std::get_if<listing_failed>(&answer))
    throw std::runtime_error(failed->why);
  return std::get<std::vector<T>>(std::move(answer));
}

template <class T, class Answer, class Ask>
T needed(Ask ask) {
  auto answer = answer_of<Answer>(ask);
  if (const auto* lost = std::get_if<engine_unreachable>(&answer))
    throw std::runtime_error(lost->why);
  return std::get<T>(std::move(answer));
}

swarm_snapshot snapshot_of(swarm_source& source, std::set<std::string> proxy_names) {
  auto round = listing_round::of_everything(std::move(proxy_names));
  round.take_services(list_of<swarm_service>([&](auto done) { source.list_services({}, done); }));
  round.take_networks(list_of<swarm_network>([&](auto done) { source.list_networks(done); }));
  round.take_secrets(list_of<swarm_secret>([&](auto done) { source.list_secrets(done); }));
  round.take_nodes(list_of<swarm_node>([&](auto done) { source.list_nodes(done); }));
  const auto of = round.begin_tasks({});
  if (round.todo().contains(listing_round::step::tasks))
    round.take_tasks(list_of<swarm_task>([&](auto done) { source.list_tasks(of, done); }));
  return round.finish();
}

std::string core_of(janitor_engine& janitor, const std::vector<live_service>& owned) {
  const auto here = needed<core_service, std::variant<core_service, engine_unreachable>>(
      [&](auto done) { janitor.find_core(host_name(), done); });
  if (!here.name.empty())
    return here.name;
  std::set<std::string> makers;
  for (const auto& p : owned)
    if (const auto i = p.spec.labels.find(owned::core_label); i != p.spec.labels.end())
      makers.insert(i->second);
  if (makers.size() > 1)
    throw std::runtime_error("there is more than one core on this Swarm: name one with --core");
  return makers.empty() ? "interlock" : *makers.begin();
}

} // namespace

std::vector<swarm_service> services_of_swarm(const engine_address& address) {
  docker_io io;
  const auto source = make_swarm_source(io, address);
  return list_of<swarm_service>([&](auto done) { source->list_services({}, done); });
}

swarm_state read_swarm(const engine_address& address, const std::vector<cluster_settings>& clusters,
                       std::string core_name) {
  docker_io io;
  const auto source = make_swarm_source(io, address);
  const auto janitor = make_janitor_engine(io, address);
  const auto reader = make_core_reader(io, address);
  const auto services = make_service_engine(io, address);
  swarm_state seen;
  seen.owned = list_of<live_service>([&](auto done) { janitor->list_owned(done); });
  if (core_name.empty())
    core_name = core_of(*janitor, seen.owned);
  seen.core = needed<deployed_core, std::variant<deployed_core, engine_unreachable>>(
      [&](auto done) { reader->read(core_name, done); });
  std::set<std::string> names;
  for (const auto& p : seen.owned)
    names.insert(p.name);
  for (const auto& c : clusters) {
    names.insert(c.proxy_service_name);
    seen.clusters[c.id.value] = needed<service_observation, observed_service>(
        [&](auto done) { services->observe(c.id, c.proxy_service_name, done); });
    if (!c.image.empty())
      seen.extensions[c.id.value] = needed<service_observation, observed_service>(
          [&](auto done) { services->observe(c.id, c.service_name, done); });
  }
  seen.snapshot = snapshot_of(*source, names);
  return seen;
}

} // namespace signalbox
