#include "actors/cluster/route_builder.hpp"

#include <algorithm>

namespace signalbox {

namespace {

std::string shown(const std::string& host) { return host.empty() ? "every other host" : "host " + host; }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

problem disagreement(const std::string& service, const std::string& where, const std::vector<std::string>& labels,
                     const std::string& owner) {
  return {severity::error, service, where,
          "the service is not served there: it disagrees with service " + owner + ", which came first, about " +
              joined(labels),
          "give both services the same labels, or leave them out of this one"};
}

/// The context root of a path; empty if none is removed.
std::string strip_of(const app_labels& labels, const std::string& path) {
  std::string longest;
  if (labels.rewrite)
    for (const auto& root : labels.roots)
      if (root != "/" && is_below(path, root) && root.size() > longest.size())
        longest = root;
  return longest;
}

/// All paths of the service, for each of its hosts.
std::vector<path_route> paths_of(const app_labels& labels) {
  std::map<std::string, bool> upgrades;
  for (const auto& root : labels.roots)
    upgrades[root] = false;
  if (labels.roots.empty())
    upgrades["/"] = false;
  for (const auto& endpoint : labels.websockets)
    upgrades[endpoint] = true;
  std::vector<path_route> all;
  for (const auto& [path, upgrade] : upgrades)
    all.push_back({path, strip_of(labels, path), upgrade, {}, labels.route});
  return all;
}

/// The path that remains with `ssl_passthrough`, where the proxy does not see requests.
std::vector<path_route> passthrough_path(const app_labels& labels) {
  path_route only;
  only.settings.tls_only = labels.route.tls_only;
  only.settings.ip_hash = labels.route.ip_hash;
  return {only};
}

void redirect_into(host_route& route, const app_labels& labels) {
  for (const auto& r : labels.redirects)
    if (r.host == route.host) {
      if (r.from_http)
        route.from_http = r.go;
      if (r.from_https)
        route.from_https = r.go;
    }
}

} // namespace

std::vector<std::string> route_builder::add(const app_labels& labels, const backend& b, problems& found) {
  auto hosts = labels.hosts;
  if (labels.default_backend)
    hosts.push_back("");
  const auto paths = labels.passthrough ? passthrough_path(labels) : paths_of(labels);
  std::vector<std::string> routed;
  for (const auto& host : hosts) {
    auto& d = hosts_[host];
    d.route.host = host;
    if (!join_host(d, labels, b, found))
      continue;
    bool anywhere = false;
    for (const auto& path : paths)
      anywhere = join_path(d, path, b, found) || anywhere;
    if (anywhere)
      routed.push_back(host.empty() ? "*" : host);
  }
  return routed;
}

bool route_builder::join_host(draft& d, const app_labels& labels, const backend& b, problems& found) {
  host_route wanted{d.route.host, {}, labels.certificate, labels.key, {}, labels.passthrough, {}, {}};
  if (!labels.certificate.empty())
    wanted.certified_by = b.service;
  redirect_into(wanted, labels);
  if (d.owner.empty()) {
    d.owner = b.service;
    wanted.paths = std::move(d.route.paths);
    d.route = std::move(wanted);
    return true;
  }
  std::vector<std::string> disputed;
  const bool brings_certificate = !wanted.certificate.empty();
  if (wanted.passthrough != d.route.passthrough)
    disputed.push_back(full_label("ssl_passthrough"));
  else if (brings_certificate && !d.route.certificate.empty() && wanted.certificate != d.route.certificate)
    disputed.push_back(full_label("ssl_cert"));
  else if (brings_certificate && !d.route.certificate.empty() && wanted.key != d.route.key)
    disputed.push_back(full_label("ssl_key"));
  if ((wanted.from_http && wanted.from_http != d.route.from_http) ||
      (wanted.from_https && wanted.from_https != d.route.from_https))
    disputed.push_back(full_label("redirects"));
  if (!disputed.empty()) {
    found.push_back(disagreement(b.service, shown(d.route.host), disputed, d.owner));
    return false;
  }
  if (brings_certificate && d.route.certificate.empty()) {
    d.route.certified_by = b.service;
    d.route.certificate = wanted.certificate;
    d.route.key = wanted.key;
  }
  return true;
}

bool route_builder::join_path(draft& d, const path_route& wanted, const backend& b, problems& found) {
  auto& paths = d.route.paths;
  const auto same = std::find_if(paths.begin(), paths.end(), [&](const auto& p) { return p.path == wanted.path; });
  if (same == paths.end()) {
    paths.push_back(wanted);
    paths.back().backends = {b};
    d.owners[wanted.path] = b.service;
    return true;
  }
  auto disputed = contradictions(same->settings, wanted.settings);
  if (wanted.strip != same->strip)
    disputed.push_back(full_label("context_root_rewrite"));
  if (wanted.upgrades && !same->upgrades)
    disputed.push_back(full_label("websocket_endpoints"));
  if (!disputed.empty()) {
    found.push_back(
        disagreement(b.service, shown(d.route.host) + ", path " + wanted.path, disputed, d.owners[wanted.path]));
    return false;
  }
  same->backends.push_back(b);
  return true;
}

const path_route* route_builder::find(const route_ref& ref) const {
  const auto host = hosts_.find(ref.host);
  if (host == hosts_.end() || host->second.route.passthrough)
    return nullptr;
  const path_route* longest = nullptr;
  for (const auto& p : host->second.route.paths)
    if (is_below(ref.path.empty() ? "/" : ref.path, p.path) && (!longest || p.path.size() > longest->path.size()))
      longest = &p;
  return longest && longest->settings.speaks_http2() ? nullptr : longest; // the proxies ask by HTTP/1
}

// Without its authorization service a path would be open to everybody, so it is closed; without error pages the
// original error responses are returned.
void route_builder::check_references(path_route& path, const std::function<void(const std::string&, problem)>& report) {
  const auto report_unserved = [&](severity level, const char* label, const route_ref& ref, const char* effect) {
    for (const auto& b : path.backends)
      report(b.service,
             {level, b.service, "label " + full_label(label),
              "nothing is served at " + ref.host + ref.path + ": " + effect,
              "name a host and path of this cluster, without TLS passthrough, of an application that speaks HTTP/1"});
  };
  if (const auto ref = path.settings.error_pages; ref && !find(*ref)) {
    report_unserved(severity::warning, "error_pages", *ref, "errors are shown as they come");
    path.settings.error_pages.reset();
  }
  if (const auto ref = path.settings.auth; ref && !find(*ref)) {
    report_unserved(severity::error, "forward_auth", *ref, "nobody can be let through, so that 503 is the answer");
    path.settings.auth.reset();
    path.backends.clear();
  }
}

std::vector<host_route> route_builder::finish(const std::function<void(const std::string&, problem)>& report) {
  for (auto& [_, d] : hosts_)
    for (auto& path : d.route.paths)
      check_references(path, report);
  std::vector<host_route> all;
  for (auto& [_, d] : hosts_) {
    for (auto& path : d.route.paths)
      std::sort(path.backends.begin(), path.backends.end(),
                [](const backend& a, const backend& b) { return a.service < b.service; });
    std::sort(d.route.paths.begin(), d.route.paths.end(), longer_first);
    all.push_back(std::move(d.route));
  }
  return all;
}

} // namespace signalbox
