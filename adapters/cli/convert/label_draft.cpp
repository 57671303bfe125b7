#include "adapters/cli/convert/label_draft.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>

namespace signalbox {
namespace {

std::string joined(const std::set<std::string>& all) {
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : ",") + one;
  return text;
}

bool is_guard(const std::string& label) {
  for (const auto* guard : {"allow_from", "basic_auth", "deny_from", "forward_auth"})
    if (label == full_label(guard))
      return true;
  return false;
}

} // namespace

bool label_draft::has(const std::string& label) const { return made_.labels.contains(full_label(label)); }

void label_draft::set(const std::string& label, const std::string& value, const std::string& foreign) {
  const auto [at, is_new] = made_.labels.emplace(full_label(label), value);
  if (!is_new && at->second != value)
    unsupported(foreign, "another route of the service already asks for " + full_label(label) + "=" + at->second +
                             ", and a service has one; make a second service, or choose");
}

void label_draft::note(kind level, const std::string& foreign, const std::string& text) {
  const conversion_note n{level, foreign, text};
  if (std::find(made_.notes.begin(), made_.notes.end(), n) == made_.notes.end())
    made_.notes.push_back(n);
}

void label_draft::put_places() {
  std::set<std::string> hosts, paths;
  for (const auto& [host, path] : places_) {
    hosts.insert(host);
    paths.insert(path);
  }
  if (places_.size() != hosts.size() * paths.size())
    differs("", "its routes have different paths on different hosts; here each host has each path");
  if (hosts.erase("") > 0) {
    set("default_backend", "true", "");
    differs("", "a route without a host answers, here, for hosts that no other service names");
  }
  if (!hosts.empty())
    set("hosts", joined(hosts), "");
  put_paths(paths);
}

void label_draft::put_paths(const std::set<std::string>& paths) {
  if (paths.contains("/") && paths.size() > 1) {
    if (!stripped_.empty())
      return unsupported(stripped_.begin()->second,
                         "the service also has the path /, of which nothing is taken off; make a "
                         "second service for one of the two");
    return; // `/` includes all paths
  }
  if (paths.empty() || paths.contains("/")) {
    if (!stripped_.empty())
      unsupported(stripped_.begin()->second, "a prefix is taken off only if it is the path of the route");
    return;
  }
  set("context_root", joined(paths), "");
  std::set<std::string> prefixes;
  for (const auto& [prefix, _] : stripped_)
    prefixes.insert(prefix);
  if (prefixes.empty())
    return;
  if (prefixes == paths)
    set("context_root_rewrite", "true", "");
  else
    unsupported(stripped_.begin()->second, "a prefix is taken off only if it is the path of each route");
}

void label_draft::put_https(const convert_options& options) {
  if (has("ssl_passthrough") || !(https_ || https_only_))
    return;
  if (options.certificate.empty()) {
    made_.labels.erase(full_label("ssl_hsts"));
    return unsupported("",
                       "HTTPS: certificates are not fetched here; put certificate and key into a Swarm secret, and say "
                       "its name with --certificate; until then they are served over plain HTTP");
  }
  set("ssl_cert", options.certificate, "");
  if (https_only_)
    set("ssl_only", "true", "");
  prerequisite("", "the secret " + options.certificate + " with certificate and key for its hosts has to be there");
}

/// Removes each label for which our own parser reports a problem, and adds the problem to the notes.
void label_draft::drop_what_is_refused() {
  for (;;) {
    const auto read = parse_labels(made_.service, made_.labels);
    if (read.labels && read.found.empty())
      return;
    std::string gone;
    for (const auto& p : read.found)
      if (p.where.starts_with("label ") && made_.labels.erase(p.where.substr(6)) > 0) {
        gone = p.where.substr(6);
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
  put_places();
  put_https(options);
  if (!options.cluster.empty())
    set("service_cluster", options.cluster, "");
  drop_what_is_refused();
  return std::move(made_);
}

} // namespace signalbox
