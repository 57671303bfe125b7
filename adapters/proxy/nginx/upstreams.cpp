#include "adapters/proxy/nginx/upstreams.hpp"

#include "adapters/proxy/common/traffic_split.hpp"
#include "messages/identity.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

// Idle connections to the tasks of one upstream that a worker keeps. They count against MaxConnections.
constexpr const char* kept_connections = "16";
// Less than the five seconds after which many servers close an idle connection.
constexpr const char* kept_for = "4s";

std::string base_name(const host_route& host, const path_route& path) {
  const auto name = "up-" + name_part(host);
  return path.path == "/" ? name : name + '~' + short_digest(path.path);
}

std::string own_name(const host_route& host, const path_route& path, const backend& b) {
  return base_name(host, path) + '~' + short_digest(b.service);
}

std::string failure_limits(const backend& b) {
  return (b.max_fails ? " max_fails=" + std::to_string(*b.max_fails) : "") +
         (b.fail_timeout ? " fail_timeout=" + std::to_string(b.fail_timeout->count()) + 's' : "");
}

std::string sticky_variable(const std::string& cookie) { return "$sticky_" + short_digest(cookie); }

/// Key of requests that must reach the same task; empty: no affinity.
std::string affinity(const path_route& path, const proxy_options& options) {
  if (path.settings.sticky_cookie)
    return sticky_variable(*path.settings.sticky_cookie);
  return path.settings.ip_hash.value_or(options["IPHash"] == "on") ? "$remote_addr" : "";
}

void write_upstream(nginx_writer& out, const std::string& name, const std::vector<const backend*>& services,
                    const path_route& path, const nginx_context& context) {
  out.open("upstream " + name);
  out.put("zone", "backends " + std::to_string(context.zone_kilobytes) + 'k');
  const auto same = affinity(path, context.options);
  if (same == "$remote_addr")
    out.line("ip_hash");
  else if (!same.empty())
    out.put("hash", same + " consistent");
  std::set<target> there;
  for (const auto* b : services) {
    auto once = *b;
    std::erase_if(once.targets, [&](const target& t) { return !there.insert(t).second; });
    write_targets(out, once);
  }
  if (context.keep_alive) {
    out.put("keepalive", kept_connections);
    out.put("keepalive_timeout", kept_for);
  }
  out.close();
}

/// A variable that selects `upstream` if the mark matches, and else has the value of `next`.
void write_mark(nginx_writer& out, const std::string& asked, const std::string& variable, const std::string& pattern,
                const std::string& upstream, const std::string& next) {
  out.open("map " + asked + ' ' + variable);
  out.put("default", next.empty() ? "''" : next);
  out.put('\'' + pattern + '\'', upstream);
  out.close();
}

std::string header_variable(const std::string& name) { return "$http_" + variable_of(lowered(name)); }

std::string cookie_pattern(const canary_mark& mark) {
  return "~(?:^|; ?)" + in_regex(mark.name) + '=' + (mark.value.empty() ? "" : in_regex(mark.value) + "(?:;|$)");
}

/// nginx removes the backslash; it prevents that a value such as `default` is read as a keyword.
std::string header_pattern(const canary_mark& mark) { return mark.value.empty() ? "~." : "\\\\" + mark.value; }

/// Marks of cookies, then of headers, so that the last variable tests headers first.
class choice_writer {
public:
  choice_writer(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context)
      : out_(out), host_(host), path_(path), shares_(split_of(path)), id_(route_id(host, path)),
        same_(affinity(path, context.options)) {
    for (const auto* b : shares_.own)
      marks_ += (b->canary_cookie ? 1 : 0) + (b->canary_header ? 1 : 0);
  }

  void write() {
    next_ = write_weights();
    for (const auto* b : shares_.own)
      if (b->canary_cookie)
        mark("$http_cookie", cookie_pattern(*b->canary_cookie), *b);
    for (const auto* b : shares_.own)
      if (b->canary_header)
        mark(header_variable(b->canary_header->name), header_pattern(*b->canary_header), *b);
  }

private:
  std::string write_weights() {
    const auto variable = marks_ == 0 ? "$route_" + id_ : "$weight_" + id_;
    auto parts = shares_.parts;
    const auto name = [&](const share& s) {
      return s.service ? own_name(host_, path_, *s.service) : base_name(host_, path_);
    };
    if (marks_ > 0 && parts.size() == 1)
      return name(parts.front());
    if (marks_ > 0 && parts.empty())
      return {};
    out_.open("split_clients " + (same_.empty() ? "$request_id" : same_) + ' ' + variable);
    for (std::size_t i = 0; i < parts.size(); ++i)
      out_.put(i + 1 == parts.size() ? "*" : percent(parts[i].hundredths), name(parts[i]));
    if (parts.empty())
      out_.put("*", "''");
    out_.close();
    return variable;
  }

  static std::string percent(std::uint32_t hundredths) {
    const auto rest = std::to_string(100 + hundredths % 100).substr(1);
    return std::to_string(hundredths / 100) + '.' + rest + '%';
  }

  void mark(const std::string& asked, const std::string& pattern, const backend& b) {
    const auto variable = --marks_ == 0 ? "$route_" + id_ : "$mark_" + id_ + '_' + std::to_string(marks_);
    write_mark(out_, asked, variable, pattern, own_name(host_, path_, b), next_);
    next_ = variable;
  }

  nginx_writer& out_;
  const host_route& host_;
  const path_route& path_;
  const traffic_split shares_;
  const std::string id_, same_;
  std::size_t marks_ = 0;
  std::string next_;
};

} // namespace

std::string pass_of(const host_route& host, const path_route& path) {
  const auto shares = split_of(path);
  if (!shares.own.empty())
    return "$route_" + route_id(host, path);
  return shares.common.empty() ? "" : base_name(host, path);
}

bool may_lead_nowhere(const path_route& path) {
  const auto shares = split_of(path);
  return !shares.own.empty() && shares.parts.empty();
}

void write_sticky_cookies(nginx_writer& out, const route_table& routes) {
  std::set<std::string> cookies;
  for (const auto& host : routes.hosts)
    for (const auto& path : host.paths)
      if (path.settings.sticky_cookie)
        cookies.insert(*path.settings.sticky_cookie);
  for (const auto& cookie : cookies) {
    out.open("map $http_cookie " + sticky_variable(cookie));
    out.put("default", "$request_id");
    out.put("'~(?:^|; ?)" + in_regex(cookie) + "=(?<value_" + short_digest(cookie) + ">[^;]+)'",
            "$value_" + short_digest(cookie));
    out.close();
  }
}

void write_upstreams(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context) {
  const auto shares = split_of(path);
  if (!shares.common.empty())
    write_upstream(out, base_name(host, path), shares.common, path, context);
  for (const auto* b : shares.own)
    write_upstream(out, own_name(host, path, *b), {b}, path, context);
  if (!shares.own.empty())
    choice_writer(out, host, path, context).write();
}

void write_resolver(nginx_writer& out) { out.put("resolver", "127.0.0.11 valid=1s ipv6=off"); }

void write_targets(nginx_writer& out, const backend& b) {
  for (const auto& to : b.targets)
    out.put("server", endpoint(to.address, to.port) + failure_limits(b));
  if (!b.dns_name.empty())
    out.put("server", endpoint(b.dns_name, b.dns_port) + " resolve" + failure_limits(b));
}

} // namespace signalbox
