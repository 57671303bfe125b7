#include "adapters/cli/convert/caddy_scope.hpp"

#include "messages/routes.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {
namespace {

/// `host a.example.com b.example.com`, `path /x/*`; as words, or as the name and value of a nested label.
void add_condition(caddy_matcher& m, const std::string& name, const std::vector<std::string>& values) {
  auto* into = name == "host" ? &m.hosts : name == "path" ? &m.paths : nullptr;
  if (!into || *into || values.empty()) {
    m.known = false;
    return;
  }
  into->emplace(values.begin(), values.end());
}

caddy_matcher matcher_of(const caddy_node& node) {
  caddy_matcher m;
  auto words = words_of(node.value);
  if (!words.empty()) {
    const auto name = words.front();
    words.erase(words.begin());
    add_condition(m, name, words);
  }
  for (const auto& [_, inner] : node.children) {
    add_condition(m, inner.name, words_of(inner.value));
    m.known &= inner.children.empty();
  }
  m.known &= m.hosts || m.paths;
  return m;
}

void collect(const std::map<std::string, caddy_node>& children, caddy_matchers& into) {
  for (const auto& [_, node] : children)
    if (node.name.starts_with('@')) {
      const auto [at, is_new] = into.emplace(node.name, matcher_of(node));
      at->second.known &= is_new;
    } else
      collect(node.children, into);
}

/// The prefix of `/x/*` or `/x*`; none for an exact path and for other patterns.
std::optional<std::string> prefix_of(std::string pattern, std::vector<std::string>& differs) {
  if (pattern == "*" || pattern == "/*")
    return "/";
  if (!pattern.ends_with('*'))
    return {};
  const auto whole = pattern;
  pattern.pop_back();
  const auto plain = plain_path(pattern);
  if (!plain || *plain == "/" || pattern.find('*') != std::string::npos)
    return {};
  differs.push_back(whole + ": matches whole parts of a path here, so " +
                    (pattern.ends_with('/') ? *plain + ", too" : "not " + *plain + 'x'));
  return plain;
}

/// The addresses of `sites` for these hosts: a host of a wildcard site is a site of its own.
std::vector<caddy_address> sites_for(const std::vector<caddy_address>& sites, const std::set<std::string>& hosts) {
  std::vector<caddy_address> all;
  for (const auto& host : hosts)
    for (auto site : sites)
      if (covers_host(site.host, host) && host.find('{') == std::string::npos) {
        site.host = host;
        all.push_back(std::move(site));
      }
  return all;
}

void narrow_paths(caddy_scope& s, const std::set<std::string>& patterns, std::vector<std::string>& differs) {
  std::set<std::string> prefixes, inside;
  std::vector<std::string> unequal;
  for (const auto& pattern : patterns) {
    if (patterns.contains(pattern + "/*")) // `/x` beside `/x/*`: the path with all that is below it
      continue;
    const bool with_exact = pattern.ends_with("/*") && patterns.contains(pattern.substr(0, pattern.size() - 2));
    const auto prefix = prefix_of(pattern, with_exact ? unequal : differs);
    if (!prefix) {
      s.partial = true; // an exact path: what is below it would be served, too
      return;
    }
    prefixes.insert(*prefix);
  }
  for (const auto& outer : s.paths)
    for (const auto& prefix : prefixes)
      if (is_below(prefix, outer))
        inside.insert(prefix);
      else if (is_below(outer, prefix))
        inside.insert(outer);
  s.paths = inside;
}

} // namespace

caddy_matchers matchers_in(const std::map<std::string, caddy_node>& children) {
  caddy_matchers all;
  collect(children, all);
  return all;
}

std::set<place> caddy_scope::places() const {
  std::set<place> all;
  for (const auto& site : sites)
    for (const auto& path : paths)
      all.insert({site.host, path});
  return all;
}

applies relation(const caddy_scope& directive, const caddy_scope& route) {
  const auto where = directive.places(), there = route.places();
  bool any = false, all = !directive.partial;
  for (const auto& at : there) {
    any |= std::any_of(where.begin(), where.end(), [&](const place& w) { return overlap(w, at); });
    all &= std::any_of(where.begin(), where.end(), [&](const place& w) { return covers(w, at); });
  }
  return all ? applies::to_all : any ? applies::to_some : applies::to_none;
}

caddy_scope narrowed(const caddy_scope& outer, std::vector<std::string>& words, const caddy_matchers& matchers,
                     std::vector<std::string>& differs) {
  auto inner = outer;
  if (words.empty() || (words[0] != "*" && words[0][0] != '/' && words[0][0] != '@'))
    return inner;
  const auto name = words[0];
  words.erase(words.begin());
  if (name[0] != '@') {
    narrow_paths(inner, {name}, differs);
    return inner;
  }
  const auto found = matchers.find(name);
  if (found == matchers.end()) {
    inner.partial = true;
    return inner;
  }
  const auto& m = found->second;
  inner.partial |= !m.known;
  if (m.hosts)
    inner.sites = sites_for(inner.sites, *m.hosts);
  if (m.paths)
    narrow_paths(inner, *m.paths, differs);
  return inner;
}

} // namespace signalbox
