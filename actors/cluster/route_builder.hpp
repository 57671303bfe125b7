// Puts services together on hosts and paths. Several services on one path share it. Of two that disagree about a host
// or a path the one that came first stays, and the later one is left out there, with a problem that names both.
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
  /// In the order in which the services were made. Gives the hosts on which the service is routed.
  std::vector<std::string> add(const app_labels& labels, const backend& b, problems& found);

  /// The hosts with everything that refers to other hosts checked; problems are told by service.
  std::vector<host_route> take(const std::function<void(const std::string& service, problem)>& tell);

private:
  struct draft {
    host_route route;
    std::string owner;                         ///< the service that came first
    std::map<std::string, std::string> owners; ///< of each path
  };

  bool join_host(draft& d, const app_labels& labels, const backend& b, problems& found);
  bool join_path(draft& d, const path_route& wanted, const backend& b, problems& found);
  void check_references(path_route& path, const std::function<void(const std::string&, problem)>& tell);
  const path_route* find(const route_ref& place) const;

  std::map<std::string, draft> hosts_;
};

} // namespace signalbox
