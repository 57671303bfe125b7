// The routes of one foreign service, and the choice of those that one set of our labels can express.
//
// Our labels give a service one port, one value for each label, and each of its paths on each of its hosts. Routes that
// differ in one of these need a second service.
#pragma once
#include "messages/settings.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// A path on a host; `host` empty: every host that no other service serves.
struct place {
  std::string host, path;
  auto operator<=>(const place&) const = default;
};

/// Whether a wildcard or a missing host includes the host.
bool covers_host(const std::string& wide, const std::string& narrow);
/// Whether all requests for `narrow` are requests for `wide`.
bool covers(const place& wide, const place& narrow);
/// Whether a request can be for both.
bool overlap(const place& a, const place& b);

struct draft_route {
  std::string foreign;     ///< the label that names it in notes
  std::set<place> places;  ///< what it serves
  std::set<place> partial; ///< where it gets some of the requests, by a condition that our labels cannot express
  label_map settings;      ///< our labels
  std::map<std::string, std::string> stripped; ///< prefixes that the application does not see, and their labels
  bool forwards_prefix = false;                ///< the application gets the prefix in `X-Forwarded-Prefix`
  bool http = false, https = false;            ///< how clients reach it
  std::string answers_https_only; ///< the label by which it does not even redirect plain HTTP; empty: it may
  bool unguarded = false;         ///< what restricts it has no equivalent
  bool elsewhere = false;         ///< it does not lead to the tasks of the service
};

/// Routes that one service can have: each host has each path.
struct route_group {
  std::set<std::string> hosts, paths, foreign;
  label_map settings;
  bool strips = false, forwards_prefix = false, http = false, https = false, unguarded = false;
};

struct chosen_routes {
  std::optional<route_group> kept; ///< the group with the most places
  std::vector<route_group> lost;
  bool unguarded = false; ///< with `kept` alone, clients would reach what a route that is not kept restricts
};
chosen_routes choose_routes(const std::vector<draft_route>& routes);

} // namespace signalbox
