#include "adapters/cli/convert/traefik_router.hpp"

#include "adapters/cli/convert/traefik_rule.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace signalbox {
namespace {

constexpr int most_chains = 8;

named_options* group_of(traefik_objects& s, const std::string& protocol, const std::string& what) {
  if (protocol == "http")
    return what == "routers"       ? &s.routers
           : what == "services"    ? &s.services
           : what == "middlewares" ? &s.middlewares
                                   : nullptr;
  if (protocol == "tcp")
    return what == "routers" ? &s.tcp_routers : what == "services" ? &s.tcp_services : nullptr;
  return nullptr;
}

void add_middleware(const std::string& reference, const foreign_value& v, const named_options& middlewares,
                    used_middlewares& used, int depth) {
  const auto at = reference.find('@');
  const auto provider = at == std::string::npos ? "swarm" : reference.substr(at + 1);
  const auto name = lowered(reference.substr(0, at));
  const auto found = middlewares.find(name);
  if ((provider != "swarm" && provider != "docker") || found == middlewares.end() || depth > most_chains) {
    used.unknown.push_back({reference, v.label});
    return;
  }
  if (const auto* chain = find(found->second, "chain.middlewares")) {
    for (const auto part : split(chain->value, ','))
      add_middleware(std::string(part), *chain, middlewares, used, depth + 1);
    return;
  }
  used.known.emplace_back(name, &found->second);
}

bool is_true(const foreign_options& options, const std::string& key) {
  const auto* v = find(options, key);
  return v && v->value == "true";
}

} // namespace

bool is_traefik_label(const std::string& label) { return lowered(label).starts_with("traefik."); }

traefik_objects traefik_objects_of(const label_map& labels) {
  traefik_objects s;
  for (const auto& [label, value] : labels) {
    if (!is_traefik_label(label))
      continue;
    s.any = true;
    const auto low = lowered(label);
    const auto parts = split(low, '.');
    auto* group = parts.size() > 4 ? group_of(s, std::string(parts[1]), std::string(parts[2])) : nullptr;
    if (low == "traefik.enable")
      s.enabled = value != "false";
    else if (group) {
      const auto name = std::string(parts[3]);
      const auto rest =
          low.substr(std::string_view("traefik.").size() + parts[1].size() + parts[2].size() + name.size() + 3);
      (*group)[name][rest] = {value, label};
    } else
      s.others[low] = {value, label};
  }
  return s;
}

router_reach reach_of(const foreign_options& router) {
  bool tls = false, web = false, secure = false, any = false;
  for (const auto& [key, v] : router)
    tls |= key == "tls" ? v.value != "false" : key.starts_with("tls.");
  if (const auto* points = find(router, "entrypoints"))
    for (const auto part : split(lowered(points->value), ',')) {
      web |= part == "web" || part == "http";
      secure |= part == "websecure" || part == "https";
      any |= !part.empty();
    }
  if (!any)
    return {!tls, tls, false};
  if (!web && !secure)
    return {!tls, tls, true};
  return {web && !tls, secure || tls, false};
}

std::uint64_t priority_of(const foreign_options& router) {
  const auto* rule = find(router, "rule");
  const auto length = rule ? rule->value.size() : 0;
  const auto* given = find(router, "priority");
  const auto number = given ? whole_number(given->value, std::numeric_limits<std::uint32_t>::max()) : std::nullopt;
  return number && *number > 0 ? *number : length;
}

used_middlewares middlewares_of(const foreign_options& router, const named_options& middlewares) {
  used_middlewares used;
  if (const auto* names = find(router, "middlewares"))
    for (const auto part : split(names->value, ','))
      if (!part.empty())
        add_middleware(std::string(part), *names, middlewares, used, 0);
  return used;
}

bool redirects_to_https(const used_middlewares& used) {
  return std::any_of(used.known.begin(), used.known.end(), [](const auto& named) {
    const auto* scheme = find(*named.second, "redirectscheme.scheme");
    return (scheme && scheme->value == "https") || is_true(*named.second, "headers.sslredirect");
  });
}

std::vector<unanswered> unanswered_places(const traefik_objects& objects, const named_options& middlewares) {
  std::vector<unanswered> all;
  for (const auto& [_, router] : objects.routers) {
    const auto* rule = find(router, "rule");
    const auto* service = find(router, "service");
    if (!rule || !service || service->value != "noop@internal" ||
        redirects_to_https(middlewares_of(router, middlewares)))
      continue;
    try {
      const auto meaning = meaning_of(read_rule(rule->value));
      all.push_back({meaning.places, service->label});
      all.back().where.insert(meaning.partial.begin(), meaning.partial.end());
    } catch (const std::runtime_error&) { // the router's own conversion has a note about it
    }
  }
  return all;
}

std::vector<https_redirect> https_redirects(const traefik_objects& objects, const named_options& middlewares) {
  std::vector<https_redirect> all;
  for (const auto& [_, router] : objects.routers) {
    const auto* rule = find(router, "rule");
    if (!rule || !reach_of(router).http || !redirects_to_https(middlewares_of(router, middlewares)))
      continue;
    try {
      for (const auto& at : meaning_of(read_rule(rule->value)).places)
        all.push_back({at, priority_of(router)});
    } catch (const std::runtime_error&) { // the router's own conversion has a note about it
    }
  }
  return all;
}

} // namespace signalbox
