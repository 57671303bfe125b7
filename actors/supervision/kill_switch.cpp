#include "actors/supervision/kill_switch.hpp"

#include <caf/all.hpp>
#include <spdlog/spdlog.h>

namespace signalbox {

namespace {

caf::actor alive(const caf::actor_addr& address) {
  auto actor = caf::actor_cast<caf::actor>(address);
  const auto* control = actor ? caf::actor_cast<caf::abstract_actor*>(actor) : nullptr;
  return control && !control->getf(caf::abstract_actor::is_terminated_flag) ? actor : caf::actor{};
}

} // namespace

void kill_switch::started(const std::string& path, const caf::actor& handle) {
  const std::lock_guard lock{mutex_};
  newest_[path] = handle.address();
}

std::vector<victim> kill_switch::victims() const {
  const std::lock_guard lock{mutex_};
  std::vector<victim> all;
  for (const auto& [path, address] : newest_)
    all.push_back({path, bool{alive(address)}});
  return all;
}

kill_outcome kill_switch::kill(const std::string& path) {
  caf::actor_addr address;
  {
    const std::lock_guard lock{mutex_};
    const auto found = newest_.find(path);
    if (found == newest_.end())
      return kill_outcome::unknown;
    address = found->second;
  }
  const auto actor = alive(address);
  if (!actor)
    return kill_outcome::not_running;
  spdlog::warn("chaos: kills {}", path);
  // High priority, so that it does not wait behind the whole mailbox; `kill` is the only reason that no handler of an
  // actor can catch.
  caf::anon_send<caf::message_priority::high>(actor, caf::exit_msg{address, caf::make_error(caf::exit_reason::kill)});
  return kill_outcome::killed;
}

} // namespace signalbox
