// The requests that a directive of a Caddyfile applies to.
#pragma once
#include "adapters/cli/convert/caddy_site.hpp"
#include "adapters/cli/convert/draft_routes.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

/// A matcher; `known` is false if it is more than hosts and paths.
struct caddy_matcher {
  bool known = true;
  std::optional<std::set<std::string>> hosts, paths; ///< none: all
};

/// By name, with `@`. A name that is defined twice is not known.
using caddy_matchers = std::map<std::string, caddy_matcher>;
/// The matchers that are defined below these nodes.
caddy_matchers matchers_in(const std::map<std::string, caddy_node>& children);

/// The requests for each of the paths on each of the sites' hosts.
struct caddy_scope {
  std::vector<caddy_address> sites;
  std::set<std::string> paths{"/"};
  bool partial = false; ///< some of these requests, by a condition that our labels cannot express
  bool rest = false;    ///< without those of other blocks beside this one

  std::set<place> places() const;
  /// Whether it is all requests for its hosts.
  bool is_whole() const { return !partial && !rest && paths == std::set<std::string>{"/"}; }
};

/// How the requests of a directive relate to those of a route.
enum class applies { to_all, to_some, to_none };
applies relation(const caddy_scope& directive, const caddy_scope& route);

/// The scope of a directive with these arguments inside `outer`. A leading matcher is removed from the arguments; notes
/// about it are added to `differs`.
caddy_scope narrowed(const caddy_scope& outer, std::vector<std::string>& words, const caddy_matchers& matchers,
                     std::vector<std::string>& differs);

} // namespace signalbox
