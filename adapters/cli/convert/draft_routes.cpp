#include "adapters/cli/convert/draft_routes.hpp"

#include "messages/labels/labels.hpp"
#include "messages/routes.hpp"

#include <algorithm>
#include <tuple>

namespace signalbox {
namespace {

/// What places have to share to be one group.
struct entry {
  label_map settings;
  bool strips = false, forwards_prefix = false, unguarded = false, http = false, https = false;
  std::string foreign;

  auto key() const { return std::tie(settings, strips, forwards_prefix, unguarded, http, https); }
  bool is_like(const entry& other) const {
    return settings == other.settings && strips == other.strips && unguarded == other.unguarded;
  }
  bool operator<(const entry& other) const { return key() < other.key(); }
};

entry entry_of(const draft_route& route, const place& at) {
  return {
      route.settings, route.stripped.contains(at.path), route.forwards_prefix, route.unguarded, route.http, route.https,
      route.foreign};
}

/// The entries of each place. Two of them there: a router for HTTP and one for HTTPS, with different settings.
std::map<place, std::vector<entry>> by_place(const std::vector<draft_route>& routes) {
  std::map<place, std::vector<entry>> all;
  for (const auto& route : routes) {
    if (route.elsewhere)
      continue;
    for (const auto& at : route.places) {
      auto next = entry_of(route, at);
      auto& here = all[at];
      const auto same = std::find_if(here.begin(), here.end(), [&](const entry& e) { return e.is_like(next); });
      if (same == here.end()) {
        here.push_back(std::move(next));
        continue;
      }
      same->http |= next.http;
      same->https |= next.https;
      same->forwards_prefix |= next.forwards_prefix;
    }
  }
  return all;
}

/// Without paths that another one includes.
std::set<std::string> reduced(std::set<std::string> paths, bool strips) {
  if (!strips && paths.contains("/"))
    return {"/"};
  return paths;
}

std::vector<route_group> groups_of(const std::vector<draft_route>& routes) {
  struct host_part {
    std::set<std::string> paths, foreign;
  };
  std::map<entry, std::map<std::string, host_part>> by_entry;
  for (const auto& [at, entries] : by_place(routes))
    for (const auto& e : entries) {
      by_entry[e][at.host].paths.insert(at.path);
      by_entry[e][at.host].foreign.insert(e.foreign);
    }
  std::vector<route_group> groups;
  for (const auto& [e, hosts] : by_entry) {
    std::map<std::set<std::string>, route_group> by_paths;
    for (const auto& [host, part] : hosts) {
      const auto paths = reduced(part.paths, e.strips);
      auto& group = by_paths[paths];
      group.hosts.insert(host);
      group.paths = paths;
      group.foreign.insert(part.foreign.begin(), part.foreign.end());
    }
    for (auto& [_, group] : by_paths) {
      group.settings = e.settings;
      group.strips = e.strips;
      group.forwards_prefix = e.forwards_prefix;
      group.http = e.http;
      group.https = e.https;
      group.unguarded = e.unguarded;
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

/// The better group is the smaller one.
auto rank(const route_group& g) {
  const bool has_port = g.settings.contains(full_label("port"));
  const bool named = g.hosts.size() > 1 || !g.hosts.contains("");
  return std::tuple(!has_port, g.unguarded, !named, -static_cast<long>(g.hosts.size() * g.paths.size()),
                    !g.paths.contains("/"), !g.https, *g.foreign.begin());
}

std::set<place> places_of(const route_group& g) {
  std::set<place> all;
  for (const auto& host : g.hosts)
    for (const auto& path : g.paths)
      all.insert({host, path});
  return all;
}

/// Whether `kept` restricts access as `lost` does.
bool guards_as(const label_map& kept, const label_map& lost) {
  return std::all_of(lost.begin(), lost.end(), [&](const auto& label) {
    const bool guard = label.first == full_label("allow_from") || label.first == full_label("basic_auth") ||
                       label.first == full_label("deny_from") || label.first == full_label("forward_auth");
    const auto same = kept.find(label.first);
    return !guard || (same != kept.end() && same->second == label.second);
  });
}

/// Whether the kept group opens what a route that is not kept, with these places, restricts.
bool opens(const route_group& kept, const std::set<place>& places, const label_map& settings, bool unguarded,
           bool (*meets)(const place&, const place&)) {
  if (!unguarded && guards_as(kept.settings, settings))
    return false;
  for (const auto& open : places_of(kept))
    for (const auto& shut : places)
      if (meets(open, shut))
        return true;
  return false;
}

} // namespace

bool covers_host(const std::string& wide, const std::string& narrow) {
  return wide.empty() || wide == narrow ||
         (wide.starts_with("*.") && narrow.ends_with(wide.substr(1)) && narrow.size() >= wide.size());
}

bool covers(const place& wide, const place& narrow) {
  return covers_host(wide.host, narrow.host) && is_below(narrow.path, wide.path);
}

bool overlap(const place& a, const place& b) {
  return (covers_host(a.host, b.host) || covers_host(b.host, a.host)) &&
         (is_below(a.path, b.path) || is_below(b.path, a.path));
}

chosen_routes choose_routes(const std::vector<draft_route>& routes) {
  auto groups = groups_of(routes);
  chosen_routes chosen;
  if (groups.empty())
    return chosen;
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  chosen.kept = std::move(groups.front());
  chosen.lost.assign(groups.begin() + 1, groups.end());
  chosen.unguarded = chosen.kept->unguarded;
  for (const auto& g : chosen.lost)
    chosen.unguarded |= opens(*chosen.kept, places_of(g), g.settings, g.unguarded, covers);
  for (const auto& r : routes) {
    chosen.unguarded |= opens(*chosen.kept, r.partial, r.settings, r.unguarded, overlap);
    if (r.elsewhere)
      chosen.unguarded |= opens(*chosen.kept, r.places, r.settings, r.unguarded, covers);
  }
  return chosen;
}

} // namespace signalbox
