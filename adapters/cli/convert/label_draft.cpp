#include "adapters/cli/convert/label_draft.hpp"

#include "messages/labels/labels.hpp"
#include "messages/routes.hpp"

#include <algorithm>

namespace signalbox {
namespace {

std::string joined(const std::set<std::string>& all) {
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : ",") + one;
  return text;
}

bool is_one_of(const std::string& label, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return label == full_label(name); });
}

bool is_guard(const std::string& label) {
  return is_one_of(label, {"allow_from", "basic_auth", "deny_from", "forward_auth"});
}

/// Without one of these the other labels would apply to more requests.
bool is_essential(const std::string& label) {
  return is_one_of(label, {"context_root", "default_backend", "hosts", "port", "redirects", "ssl_passthrough"});
}

/// The labels that a service of its own needs for these routes, without those for HTTPS and redirects.
label_map labels_of(const route_group& g) {
  auto labels = g.settings;
  auto hosts = g.hosts;
  if (hosts.erase("") > 0)
    labels[full_label("default_backend")] = "true";
  if (!hosts.empty())
    labels[full_label("hosts")] = joined(hosts);
  if (labels.contains(full_label("ssl_passthrough")))
    return labels;
  const auto paths = joined(g.paths);
  if (paths != "/")
    labels[full_label("context_root")] = paths;
  if (g.strips)
    labels[full_label("context_root_rewrite")] = "true";
  if (g.strips && g.forwards_prefix && g.paths.size() == 1)
    labels.emplace(full_label("request_header.X-Forwarded-Prefix"), paths);
  labels.emplace(full_label("websocket_endpoints"), paths);
  labels.emplace(full_label("max_body_size"), "0");
  return labels;
}

std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(start, url.find_first_of(":/", start) - start);
}

} // namespace

void label_draft::begin_route(const std::string& foreign) {
  routes_.emplace_back();
  routes_.back().foreign = foreign;
}

void label_draft::over(bool http, bool https) {
  route().http = http;
  route().https = https;
}

bool label_draft::includes(const std::set<place>& places) const {
  return std::any_of(routes_.begin(), routes_.end(), [&](const draft_route& r) {
    return !r.elsewhere && std::any_of(r.places.begin(), r.places.end(), [&](const place& own) {
      return std::any_of(places.begin(), places.end(), [&](const place& at) { return covers(own, at); });
    });
  });
}

void label_draft::set(const std::string& label, const std::string& value, const std::string& foreign) {
  const auto [at, is_new] = route().settings.emplace(full_label(label), value);
  if (is_new || at->second == value)
    return;
  route().unguarded |= is_guard(at->first);
  unsupported(foreign, "the route already has " + full_label(label) + "=" + at->second + ", and there is one value");
}

void label_draft::strip(const std::string& prefix, const std::string& foreign, bool forwarded) {
  route().stripped.emplace(prefix, foreign);
  route().forwards_prefix |= forwarded;
}

void label_draft::redirect(const std::string& host, const std::string& target, const std::string& status,
                           const std::string& foreign) {
  auto pair = host + ',' + target + ',' + status;
  const auto read = parse_labels(
      made_.service, {{full_label("hosts"), host}, {full_label("port"), "80"}, {full_label("redirects"), pair}});
  if (!read.labels || !read.found.empty() || host_of(target) == host)
    return unsupported(foreign, "this redirect cannot be expressed: only a whole host can be redirected, to another "
                                "one, with the path of the request");
  redirects_.emplace(host, host_redirect_draft{std::move(pair), foreign});
}

void label_draft::note(kind level, const std::string& foreign, const std::string& text) {
  const conversion_note n{level, foreign, text};
  if (std::find(made_.notes.begin(), made_.notes.end(), n) == made_.notes.end())
    made_.notes.push_back(n);
}

/// Reports prefixes that are not the path of a place.
void label_draft::check_prefixes(draft_route& r) {
  for (const auto& [prefix, foreign] : r.stripped) {
    bool applies = false;
    for (const auto& at : r.places) {
      applies |= at.path == prefix;
      if (at.path == prefix || !is_below(at.path, prefix))
        continue;
      r.unguarded = true; // the application would see paths that no client could ask for
      unsupported(foreign, "a prefix is taken off only if it is the whole path of the route, not a part of " + at.path);
      applies = true;
    }
    if (!applies && !r.places.empty())
      unsupported(foreign, "a prefix is taken off only if it is the path of the route");
  }
}

void label_draft::note_lost(const route_group& lost) {
  std::string labels;
  for (const auto& [label, value] : labels_of(lost))
    labels += (labels.empty() ? "" : " ") + label + '=' + value;
  const std::string second = lost.unguarded
                                 ? "A second service of the same image needs what restricts this route, and: "
                                 : "A second service of the same image can have this route: ";
  unsupported(*lost.foreign.begin(),
              "not in the labels of this service: a service has one port and one value of each label, and each of its "
              "paths on each of its hosts. " +
                  second + labels);
}

void label_draft::put_redirects(route_group& kept) {
  std::string pairs;
  for (const auto& [host, redirect] : redirects_) {
    pairs += (pairs.empty() ? "" : ";") + redirect.pair;
    kept.hosts.insert(host);
  }
  if (!pairs.empty())
    made_.labels[full_label("redirects")] = pairs;
}

void label_draft::note_https_only(const route_group& kept) {
  for (const auto& r : routes_)
    if (!r.answers_https_only.empty() &&
        std::any_of(r.places.begin(), r.places.end(), [&](const place& at) { return kept.hosts.contains(at.host); }))
      differs(r.answers_https_only, "plain HTTP is redirected to HTTPS; today only an entry point may do that");
}

void label_draft::put_https(const route_group& kept, const convert_options& options) {
  if (made_.labels.contains(full_label("ssl_passthrough")))
    return;
  if (!kept.https)
    return;
  if (!kept.http)
    note_https_only(kept);
  if (options.certificate.empty()) {
    made_.labels.erase(full_label("ssl_hsts"));
    return unsupported("",
                       "HTTPS: certificates are not fetched here; put certificate and key into a Swarm secret, and say "
                       "its name with --certificate; until then they are served over plain HTTP");
  }
  made_.labels[full_label("ssl_cert")] = options.certificate;
  if (!kept.http)
    made_.labels[full_label("ssl_only")] = "true";
  prerequisite("", "the secret " + options.certificate + " with certificate and key for its hosts has to be there");
}

void label_draft::put(const route_group& kept, const convert_options& options) {
  auto group = kept;
  put_redirects(group); // adds hosts
  for (auto& [label, value] : labels_of(group))
    made_.labels.emplace(label, value);
  for (const auto& [label, value] : common_.settings)
    made_.labels.emplace(label, value);
  if (group.hosts.contains(""))
    differs("", "a route without a host answers, here, for hosts that no other service names");
  for (const auto& host : group.hosts)
    if (host.starts_with("*."))
      differs("", host + " stands for all names below it here, of any depth");
  if (group.strips && group.forwards_prefix && group.paths.size() > 1)
    differs("", "the application does not get X-Forwarded-Prefix, because its paths differ");
  put_https(group, options);
  if (!options.cluster.empty())
    made_.labels[full_label("service_cluster")] = options.cluster;
}

/// Removes each label for which our own parser reports a problem, and adds the problem to the notes.
void label_draft::drop_what_is_refused() {
  for (;;) {
    const auto read = parse_labels(made_.service, made_.labels);
    if (read.labels && read.found.empty())
      return;
    std::string gone;
    for (const auto& p : read.found)
      if (const auto label = p.where.starts_with("label ") ? p.where.substr(6) : "";
          !is_essential(label) && made_.labels.erase(label) > 0) {
        gone = label;
        made_.unguarded |= is_guard(gone);
        unsupported("", gone + " cannot be said: " + p.what + (p.hint.empty() ? "" : " (" + p.hint + ')'));
        break;
      }
    if (!gone.empty())
      continue;
    for (const auto& p : read.found)
      unsupported("", "the service cannot be routed: " + p.where + ' ' + p.what + " (" + p.hint + ')');
    made_.labels.clear();
    return;
  }
}

conversion label_draft::finish(const convert_options& options) {
  for (auto& r : routes_) {
    check_prefixes(r);
    std::erase_if(r.places, [this](const place& at) { return redirects_.contains(at.host); });
  }
  auto chosen = choose_routes(routes_);
  for (const auto& lost : chosen.lost)
    note_lost(lost);
  if (!chosen.kept) {
    for (const auto& [host, redirect] : redirects_)
      unsupported(redirect.foreign, "a redirect needs a service that answers for " + host +
                                        ": give com.docker.lb.redirects=" + redirect.pair +
                                        " to the one with the target's host");
    return std::move(made_);
  }
  made_.unguarded = chosen.unguarded;
  put(*chosen.kept, options);
  drop_what_is_refused();
  return std::move(made_);
}

} // namespace signalbox
