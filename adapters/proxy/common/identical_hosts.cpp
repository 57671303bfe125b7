#include "adapters/proxy/common/identical_hosts.hpp"

#include <algorithm>
#include <tuple>

namespace signalbox {

namespace {

bool needs_its_name(const host_route& host) {
  const bool asks_by_name = std::any_of(host.paths.begin(), host.paths.end(), [](const path_route& p) {
    return p.settings.tls && p.settings.tls->name.empty();
  });
  return host.host.empty() || host.passthrough || asks_by_name;
}

struct by_all_but_the_name {
  static auto content(const host_route* h) {
    return std::tie(h->paths, h->certificate, h->key, h->certified_by, h->from_http, h->from_https);
  }
  bool operator()(const host_route* a, const host_route* b) const { return content(a) < content(b); }
};

} // namespace

host_groups::host_groups(const route_table& routes) {
  std::map<const host_route*, std::size_t, by_all_but_the_name> known;
  for (const auto& host : routes.hosts) {
    auto index = groups_.size();
    if (!needs_its_name(host))
      index = known.emplace(&host, index).first->second;
    if (index == groups_.size())
      groups_.push_back({&host, {}});
    groups_[index].all.push_back(&host);
    leaders_[host.host] = groups_[index].leader;
  }
}

const host_route& host_groups::leader_of(const host_route& host) const { return *leaders_.at(host.host); }

} // namespace signalbox
