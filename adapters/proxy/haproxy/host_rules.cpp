#include "adapters/proxy/haproxy/host_rules.hpp"

#include "adapters/proxy/common/route_names.hpp"
#include "adapters/proxy/common/traffic_split.hpp"
#include "adapters/proxy/haproxy/route_backend.hpp"
#include "adapters/proxy/haproxy/servers.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace signalbox {
namespace {

std::string on_host(const ruled_names& names) {
  return names.is_rest() ? std::string{} : "on-" + short_digest(names.names[0]);
}
std::string at_path(const path_route& path) { return "at-" + short_digest(path.path); }

/// The rules of one path.
class path_rules {
public:
  path_rules(haproxy_writer& out, const ruled_names& names, const path_route& path, const haproxy_context& context)
      : out_(out), host_(*names.leader), path_(path), shares_(split_of(path)), same_(affinity_of(path, context)),
        share_("txn.share_" + route_id(host_, path)),
        here_(joined(on_host(names), path.path == "/" ? "" : at_path(path))) {}

  /// Sets the variable that the choice of a backend depends on.
  void ask() {
    if (shares_.parts.size() < 2 || shares_.own.empty())
      return;
    out_.put("http-request set-var(" + share_ + ") rand,mod(10000)", when(""));
    if (same_ == affinity::cookie)
      out_.put("http-request set-var(" + share_ + ") req.cook(" + *path_.settings.sticky_cookie +
                   "),xxh32(1),mod(10000)",
               when("{ req.cook(" + *path_.settings.sticky_cookie + ") -m found }"));
    if (same_ == affinity::address)
      out_.put("http-request set-var(" + share_ + ") src,xxh32(1),mod(10000)", when(""));
  }

  void choose() {
    for (const auto* b : shares_.own)
      if (b->canary_header)
        lead(*b, "req.fhdr(" + b->canary_header->name + ')', b->canary_header->value);
    for (const auto* b : shares_.own)
      if (b->canary_cookie)
        lead(*b, "req.cook(" + b->canary_cookie->name + ')', b->canary_cookie->value);
    std::uint32_t below = 0;
    for (std::size_t i = 0; i + 1 < shares_.parts.size() && !shares_.own.empty(); ++i) {
      below += shares_.parts[i].hundredths;
      out_.put("use_backend " + name_of(shares_.parts[i]),
               when("{ var(" + share_ + ") -m int lt " + std::to_string(below) + " }"));
    }
    out_.put("use_backend " + (shares_.own.empty() || shares_.parts.empty() ? backend_name(host_, path_)
                                                                            : name_of(shares_.parts.back())),
             when(""));
  }

private:
  static std::string joined(const std::string& a, const std::string& b) {
    return a + (a.empty() || b.empty() ? "" : " ") + b;
  }
  std::string when(const std::string& also) const {
    const auto all = joined(here_, also);
    return all.empty() ? "" : "if " + all;
  }

  std::string name_of(const share& s) const {
    return s.service ? backend_name(host_, path_, *s.service) : backend_name(host_, path_);
  }

  void lead(const backend& b, const std::string& asked, const std::string& value) {
    out_.put("use_backend " + backend_name(host_, path_, b),
             when("{ " + asked + (value.empty() ? " -m found }" : " -m str " + value + " }")));
  }

  haproxy_writer& out_;
  const host_route& host_;
  const path_route& path_;
  const traffic_split shares_;
  const affinity same_;
  const std::string share_, here_;
};

} // namespace

bool goes_first(const std::string& a, const std::string& b) {
  const auto rank = [](const std::string& host) {
    const int kind = host.empty() ? 2 : host.starts_with('*') ? 1 : 0;
    return std::tuple(kind, kind == 1 ? -static_cast<long>(host.size()) : 0);
  };
  return rank(a) < rank(b);
}

/// Hosts with TLS passthrough have rules here only if they redirect.
std::vector<ruled_names> ruled_hosts(const haproxy_context& context) {
  std::vector<ruled_names> all;
  for (const auto& group : context.groups.all()) {
    if (is_found_by_name(group) || (group.leader->passthrough && !sends_on_beside_passthrough(*group.leader)))
      continue;
    ruled_names exact{group.leader, {}};
    for (const auto* h : group.all)
      if (h->host.empty() || h->host.starts_with('*'))
        all.push_back({group.leader, {h->host}});
      else
        exact.names.push_back(h->host);
    if (!exact.names.empty())
      all.push_back(std::move(exact));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return goes_first(a.names[0], b.names[0]); });
  return all;
}

void write_path_conditions(haproxy_writer& out, const std::vector<ruled_names>& hosts) {
  std::set<std::string> paths;
  for (const auto& names : hosts)
    for (const auto& path : names.leader->paths)
      if (path.path != "/" && paths.insert(path.path).second) {
        if (paths.size() == 1)
          out.put("http-request set-var(txn.path) path,url_dec,regsub(/+,/,g)");
        out.put("acl " + at_path(path) + " var(txn.path) -m str " + path.path);
        out.put("acl " + at_path(path) + " var(txn.path) -m beg " + path.path + '/');
      }
}

void write_conditions(haproxy_writer& out, const ruled_names& names, const haproxy_context& context) {
  out.comment(whose(*names.leader));
  if (!names.is_rest())
    write_host_condition(out, on_host(names), "var(txn.host)", names.names);
  if (!names.leader->passthrough)
    for (const auto& path : names.leader->paths)
      path_rules(out, names, path, context).ask();
}

void write_rules(haproxy_writer& out, const ruled_names& names, const haproxy_context& context) {
  const auto& host = *names.leader;
  const auto on = names.is_rest() ? std::string{} : "if " + on_host(names);
  out.comment(whose(host));
  if (host.passthrough || host.paths.empty())
    return out.put("use_backend up-" + name_part(host), on);
  for (const auto& path : host.paths)
    path_rules(out, names, path, context).choose();
  if (host.paths.back().path != "/")
    out.put("use_backend nobody", on);
}

void write_host_condition(haproxy_writer& out, const std::string& name, const std::string& asked,
                          const std::vector<std::string>& hosts) {
  const bool below = hosts[0].starts_with('*');
  std::vector<std::string> words;
  for (const auto& h : hosts)
    words.push_back(below ? h.substr(1) : h);
  out.put_all("acl " + name + ' ' + asked + (below ? " -m end" : " -m str"), words);
}

} // namespace signalbox
