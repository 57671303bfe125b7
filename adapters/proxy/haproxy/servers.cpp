#include "adapters/proxy/haproxy/servers.hpp"

#include "adapters/proxy/common/route_names.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

// Maximum of tasks behind a name. An answer of Swarm's DNS contains about a hundred at most.
constexpr const char* tasks_by_name = "64";
// Default of nginx if only one of the two is set.
constexpr std::uint32_t usual_max_fails = 1;
constexpr whole_seconds usual_fail_timeout{10};

/// HAProxy places tasks on its hash ring by their ids: with ids by position, one task more or less would move all
/// others.
class server_ids {
public:
  std::string of(const std::string& name) {
    auto id = std::stoul(digest_of(name).hex.substr(0, 7), nullptr, 16) + 1;
    while (!taken_.insert(id).second)
      ++id;
    return std::to_string(id);
  }

private:
  std::set<unsigned long> taken_;
};

/// A failed task is skipped until a connection check, every `fail_timeout`, succeeds.
std::string failure_limits(const backend& b, bool alone) {
  if (alone || !(b.max_fails || b.fail_timeout) || b.max_fails == 0u)
    return {};
  const auto fails = std::to_string(b.max_fails.value_or(usual_max_fails));
  return " check inter " + std::to_string(b.fail_timeout.value_or(usual_fail_timeout).count()) + "s rise 1 fall " +
         fails + " observe layer4 error-limit " + fails + " on-error mark-down";
}

std::set<target> targets_of(const server_group& group) {
  std::set<target> all;
  for (const auto* b : group.services)
    all.insert(b->targets.begin(), b->targets.end());
  return all;
}

bool has_one_target(const server_group& group) {
  return targets_of(group).size() == 1 &&
         std::all_of(group.services.begin(), group.services.end(), [](const auto* b) { return b->dns_name.empty(); });
}

void write_choice(haproxy_writer& out, const path_route& path, const haproxy_context& context, bool http) {
  const auto same = affinity_of(path, context);
  if (same == affinity::cookie && http)
    out.put("balance hash req.cook(" + *path.settings.sticky_cookie + ')');
  else if (same == affinity::address)
    out.put("balance source");
  else
    return;
  out.put("hash-type consistent");
}

} // namespace

affinity affinity_of(const path_route& path, const haproxy_context& context) {
  if (path.settings.sticky_cookie)
    return affinity::cookie;
  return path.settings.ip_hash.value_or(context.options["IPHash"] == "on") ? affinity::address : affinity::none;
}

void write_servers(haproxy_writer& out, const server_group& group, const path_route& path,
                   const haproxy_context& context) {
  write_choice(out, path, context, group.speaks_http);
  std::set<target> there;
  server_ids ids;
  const bool alone = has_one_target(group);
  for (const auto* b : group.services) {
    const auto more = group.tls + failure_limits(*b, alone);
    for (const auto& to : b->targets)
      if (there.insert(to).second) {
        const auto name = to.address + ':' + std::to_string(to.port);
        out.put("server " + name + ' ' + endpoint(to.address, to.port) + " id " + ids.of(name) + more);
      }
    if (!b->dns_name.empty())
      out.put("server-template " + short_digest(b->dns_name) + "- " + tasks_by_name + ' ' +
              endpoint(b->dns_name, b->dns_port) + " resolvers swarm resolve-prefer ipv4 init-addr libc,none" + more);
  }
}

void write_resolvers(haproxy_writer& out) {
  out.section("resolvers swarm");
  out.put("nameserver docker 127.0.0.11:53");
  out.put("accepted_payload_size 8192");
  out.put("resolve_retries 3");
  out.put("timeout resolve 1s");
  out.put("timeout retry 1s");
  out.put("hold valid 1s");
  out.put("hold nx 1s");
}

} // namespace signalbox
