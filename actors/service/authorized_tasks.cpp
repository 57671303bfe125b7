#include "actors/service/authorized_tasks.hpp"

#include <algorithm>

namespace signalbox {

std::vector<authorized_task> tasks_on(const std::vector<service_task>& tasks,
                                      const std::vector<std::string>& networks) {
  std::vector<authorized_task> authorized;
  for (const auto& t : tasks) {
    auto& a = authorized.emplace_back(authorized_task{t.id, {}});
    for (const auto& address : t.addresses)
      if (networks.empty() || std::find(networks.begin(), networks.end(), address.network_id) != networks.end())
        a.addresses.insert(address.address);
  }
  return authorized;
}

} // namespace signalbox
