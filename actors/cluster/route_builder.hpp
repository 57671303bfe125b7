// Combines services into hosts and paths. Several services share a path. If two services contradict each other about a
// host or a path, the earlier one stays, and the later one is left out there, with a problem that names both.
#pragma once
#include "messages/labels/labels.hpp"
#include "messages/routes.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace signalbox {

class route_builder {
public:
  /// Must be called in the order of creation of the services. Returns the hosts on which the service is routed.
  std::vector<std::string> add(const app_labels& labels, const backend& b, problems& found);

  /// Checks all references to other hosts, and returns the hosts. `report` receives the problems of the services.
  std::vector<host_route> finish(const std::function<void(const std::string& service, problem)>& report);

private:
  struct draft {
    host_route route;
    std::string owner;                         ///< the earliest service
    std::map<std::string, std::string> owners; ///< of each path
  };

  bool join_host(draft& d, const app_labels& labels, const backend& b, problems& found);
  bool join_path(draft& d, const path_route& wanted, const backend& b, problems& found);
  void check_references(path_route& path, const std::function<void(const std::string&, problem)>& report);
  const path_route* find(const route_ref& ref) const;

  std::map<std::string, draft> hosts_;
};

} // namespace signalbox
