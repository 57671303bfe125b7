#include "adapters/proxy/nginx/upstreams.hpp"

#include "adapters/proxy/common/traffic_split.hpp"
#include "messages/identity.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

// Idle connections to the tasks of one upstream that a worker keeps. They count against MaxConnections.
constexpr const char* kept_connections = "64";
// Less than the five seconds after which many servers close an idle connection.
constexpr const char* kept_for = "4s";

std::string base_name(const host_route& host, const path_route& path) {
  const auto name = "up-" + name_part(host);
  return path.path == "/" ? name : name + '~' + short_digest(path.path);
}

std::string own_name(const host_route& host, const path_route& path, const backend& b) {
  return base_name(host, path) + '~' + short_digest(b.service);
}

std::string sticky_variable(const std::string& cookie) { return "$sticky_" + short_digest(cookie); }

/// Key of requests that must reach the same task; empty: no affinity.
std::string affinity(const path_route& path, const proxy_options& options) {
  if (path.settings.sticky_cookie)
    return sticky_variable(*path.settings.sticky_cookie);
  return path.settings.ip_hash.value_or(options["IPHash"] == "on") ? "$remote_addr" : "";
}

bool are_several(const std::vector<const backend*>& services) {
  std::set<target> targets;
  for (const auto* b : services) {
    if (!b->dns_name.empty())
      return true;
    targets.insert(b->targets.begin(), b->targets.end());
  }
  return targets.size() > 1;
}

bool has_several_tasks(const path_route& path) {
  const auto shares = split_of(path);
  return are_several(shares.common) ||
         std::any_of(shares.own.begin(), shares.own.end(), [](const auto* b) { return are_several({b}); });
}

/// The upstreams of a path. For second attempts, each has another one whose servers are never skipped; without them,
/// the servers of the only one are never skipped, unless a label asks for it: one request could take all tasks away.
class upstream_writer {
public:
  upstream_writer(nginx_writer& out, const path_route& path, const nginx_context& context)
      : out_(out), path_(path), context_(context), twice_(has_second_attempt(path)), several_(has_several_tasks(path)) {
  }

  void write(const std::string& name, const std::vector<const backend*>& services) {
    open(name, true);
    servers(services, true);
    if (context_.keep_alive) {
      out_.put("keepalive", kept_connections);
      out_.put("keepalive_timeout", kept_for);
    }
    out_.close();
    if (!twice_)
      return;
    open(name + any_task,
         std::any_of(services.begin(), services.end(), [](const auto* b) { return !b->dns_name.empty(); }));
    servers(services, false);
    out_.close();
  }

private:
  /// Names that nginx resolves need a zone; so do counts of failures that all workers share.
  void open(const std::string& name, bool zone) {
    out_.open("upstream " + name);
    if (zone)
      out_.put("zone", "backends " + std::to_string(context_.zone_kilobytes) + 'k');
    const auto same = affinity(path_, context_.options);
    if (same == "$remote_addr")
      out_.line("ip_hash");
    else if (!same.empty())
      out_.put("hash", same + " consistent");
  }

  void servers(const std::vector<const backend*>& services, bool limited) {
    std::set<target> there;
    for (const auto* b : services) {
      auto once = *b;
      std::erase_if(once.targets, [&](const target& t) { return !there.insert(t).second; });
      write_targets(out_, once, limited ? limits_of(*b) : " max_fails=0");
    }
  }

  std::string limits_of(const backend& b) const {
    const bool never = several_ && !twice_ && !b.max_fails;
    return (never ? " max_fails=0" : "") + failure_limits(b);
  }

  nginx_writer& out_;
  const path_route& path_;
  const nginx_context& context_;
  const bool twice_, several_;
};

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

std::vector<std::uint16_t> error_statuses(const route_settings& settings) {
  return settings.error_statuses.value_or(std::vector<std::uint16_t>{502, 503, 504});
}

bool has_second_attempt(const path_route& path) {
  const auto& s = path.settings;
  const auto statuses = error_statuses(s);
  return has_several_tasks(path) && !s.speaks_http2() && s.request_buffering.value_or(true) &&
         !s.maintenance.value_or(false) &&
         (!s.error_pages || std::find(statuses.begin(), statuses.end(), 502) != statuses.end());
}

void write_second_attempts(nginx_writer& out, const route_table& routes) {
  const auto has_several = [](const host_route& h) {
    return std::any_of(h.paths.begin(), h.paths.end(), [](const auto& p) { return has_second_attempt(p); });
  };
  if (std::none_of(routes.hosts.begin(), routes.hosts.end(), has_several))
    return;
  out.open("map $request_method|$upstream_bytes_sent|$upstream_bytes_received $seen");
  out.put("default", "1");
  out.put(R"('~^[^|]*\|0(?:[ ,:]+0)*\|')", "''"); // no byte of it has been sent
  out.put(R"('~^(?:GET|HEAD|OPTIONS)\|[^|]*\|0(?:[ ,:]+0)*$')", "''");
  out.close();
  out.open("map $upstream_addr $no_task");
  out.put("default", "''");
  out.put("'~(?:^|[ ,:])up-[^ ,]*$'", any_task);
  out.close();
}

void write_rests(nginx_writer& out, const route_table& routes) {
  for (const auto& host : routes.hosts)
    for (const auto& path : host.paths)
      if (!path.strip.empty() && !host.passthrough) {
        const auto id = route_id(host, path);
        out.open("map $request_uri $rest_" + id);
        out.put("default", "''");
        out.put("'~^" + in_regex(path.strip) + "(?<below_" + id + ">/.*)$'", "$below_" + id);
        out.close();
      }
}

void write_upstreams(nginx_writer& out, const host_route& host, const path_route& path, const nginx_context& context) {
  const auto shares = split_of(path);
  upstream_writer upstreams(out, path, context);
  if (!shares.common.empty())
    upstreams.write(base_name(host, path), shares.common);
  for (const auto* b : shares.own)
    upstreams.write(own_name(host, path, *b), {b});
  if (!shares.own.empty())
    choice_writer(out, host, path, context).write();
}

void write_resolver(nginx_writer& out) { out.put("resolver", "127.0.0.11 valid=1s ipv6=off"); }

std::string failure_limits(const backend& b) {
  return (b.max_fails ? " max_fails=" + std::to_string(*b.max_fails) : "") +
         (b.fail_timeout ? " fail_timeout=" + std::to_string(b.fail_timeout->count()) + 's' : "");
}

void write_targets(nginx_writer& out, const backend& b, const std::string& parameters) {
  for (const auto& to : b.targets)
    out.put("server", endpoint(to.address, to.port) + parameters);
  if (!b.dns_name.empty())
    out.put("server", endpoint(b.dns_name, b.dns_port) + " resolve" + parameters);
}

} // namespace signalbox
