// Converts labels of Traefik 2 and 3 for Swarm: names of routers, services and middlewares are free, and shared by all
// Swarm services.
#include "adapters/cli/convert/conversion.hpp"
#include "adapters/cli/convert/label_draft.hpp"
#include "adapters/cli/convert/traefik_middleware.hpp"
#include "adapters/cli/convert/traefik_rule.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <stdexcept>

namespace signalbox {
namespace {

using named_options = std::map<std::string, foreign_options>;

/// The labels of one service, grouped by object.
struct traefik_service {
  named_options routers, services, middlewares, tcp_routers, tcp_services;
  foreign_options others; ///< keyed by the whole label in lower case
  bool enabled = true, any = false;
};

named_options* place_of(traefik_service& s, const std::string& protocol, const std::string& what) {
  if (protocol == "http")
    return what == "routers"       ? &s.routers
           : what == "services"    ? &s.services
           : what == "middlewares" ? &s.middlewares
                                   : nullptr;
  if (protocol == "tcp")
    return what == "routers" ? &s.tcp_routers : what == "services" ? &s.tcp_services : nullptr;
  return nullptr;
}

traefik_service sorted(const label_map& labels) {
  traefik_service s;
  for (const auto& [label, value] : labels) {
    const auto low = lowered(label);
    if (!low.starts_with("traefik."))
      continue;
    s.any = true;
    const auto parts = split(low, '.');
    auto* place = parts.size() > 4 ? place_of(s, std::string(parts[1]), std::string(parts[2])) : nullptr;
    if (low == "traefik.enable")
      s.enabled = value != "false";
    else if (place) {
      const auto name = std::string(parts[3]);
      const auto rest =
          low.substr(std::string_view("traefik.").size() + parts[1].size() + parts[2].size() + name.size() + 3);
      (*place)[name][rest] = {value, label};
    } else
      s.others[low] = {value, label};
  }
  return s;
}

/// Converts one Swarm service.
class traefik_reader {
public:
  traefik_reader(const std::string& name, const traefik_service& from, const named_options& middlewares)
      : from_(from), middlewares_(middlewares), draft_(name) {}

  conversion read(const convert_options& options) {
    for (const auto& [name, router] : from_.routers)
      read_router(name, router);
    for (const auto& [_, options_of] : from_.services)
      read_service(options_of);
    if (from_.routers.empty())
      read_tcp();
    else
      for (const auto& [_, router] : from_.tcp_routers)
        draft_.unsupported(router.begin()->second.label,
                           "a service is routed by HTTP, or by TLS passthrough, not both");
    read_others();
    if (middleware_sets_.size() > 1)
      draft_.differs("",
                     "its routers have different middlewares; here all of them hold for all of its hosts and paths");
    return draft_.finish(options);
  }

private:
  void read_router(const std::string& name, const foreign_options& router) {
    if (const auto* rule = find(router, "rule"))
      read_places(*rule);
    else
      draft_.unsupported(router.begin()->second.label,
                         "router " + name + " has no rule; Traefik makes one of its defaultRule");
    std::set<std::string> used;
    for (const auto& [key, v] : router)
      read_router_option(key, v, used);
    middleware_sets_.insert(std::move(used));
  }

  void read_router_option(const std::string& key, const foreign_value& v, std::set<std::string>& used) {
    if (key == "middlewares") {
      for (const auto part : split(v.value, ','))
        use(std::string(part), v, used, 0);
    } else if (key == "tls" ? v.value != "false" : key.starts_with("tls."))
      draft_.serve_https();
    else if (key == "entrypoints")
      read_entry_points(v);
    else if (key == "service")
      read_port_of(v);
    else if (key == "priority")
      draft_.differs(v.label, "the longest path goes first, and an exact host before a wildcard");
    else if (key != "rule" && key != "rulesyntax")
      draft_.unsupported(v.label, "there is nothing like it");
  }

  void read_places(const foreign_value& rule) {
    try {
      const auto meaning = meaning_of(read_rule(rule.value));
      for (const auto& [host, path] : meaning.places)
        draft_.serve(host, path);
      for (const auto& text : meaning.unsupported)
        draft_.unsupported(rule.label, text);
      for (const auto& text : meaning.differs)
        draft_.differs(rule.label, text);
    } catch (const std::runtime_error& e) {
      draft_.unsupported(rule.label, e.what());
    }
  }

  void read_entry_points(const foreign_value& v) {
    for (const auto part : split(v.value, ',')) {
      if (part == "websecure" || part == "https")
        draft_.serve_https();
      else if (part != "web" && part != "http")
        draft_.differs(v.label, "entry point " + std::string(part) +
                                    ": which ports are published is said once, for the whole cluster (PublishedPort, "
                                    "PublishedSSLPort)");
    }
  }

  void use(const std::string& reference, const foreign_value& v, std::set<std::string>& used, int depth) {
    const auto at = reference.find('@');
    const auto provider = at == std::string::npos ? "swarm" : reference.substr(at + 1);
    const auto name = lowered(reference.substr(0, at));
    const auto found = middlewares_.find(name);
    if ((provider != "swarm" && provider != "docker") || found == middlewares_.end() || depth > 8)
      return draft_.guard_unsupported(v.label,
                                      "middleware " + reference + " is defined where it cannot be seen from here");
    if (const auto* chain = find(found->second, "chain.middlewares")) {
      for (const auto part : split(chain->value, ','))
        use(std::string(part), *chain, used, depth + 1);
      return;
    }
    if (!find(found->second, "redirectscheme.scheme"))
      used.insert(name);
    put_middleware(name, found->second, draft_);
  }

  /// With several services, the one that the router names is used.
  void read_port_of(const foreign_value& v) {
    const auto name = lowered(v.value.substr(0, v.value.find('@')));
    const auto named = from_.services.find(name);
    if (named == from_.services.end())
      return draft_.unsupported(v.label, "service " + v.value + " is not one of this Swarm service's labels");
    if (const auto* port = find(named->second, "loadbalancer.server.port"))
      draft_.set("port", port->value, port->label);
  }

  void read_service(const foreign_options& options) {
    for (const auto& [key, v] : options) {
      if (key == "loadbalancer.server.port") {
        if (!draft_.has("port") || from_.services.size() == 1)
          draft_.set("port", v.value, v.label);
      } else
        read_service_option(key, v, options);
    }
  }

  void read_service_option(const std::string& key, const foreign_value& v, const foreign_options& all) {
    if (key == "loadbalancer.server.scheme") {
      if (v.value == "https")
        draft_.set("ssl_backend", "true", v.label);
      else if (v.value != "http")
        draft_.unsupported(v.label, "requests go by HTTP or HTTPS");
    } else if (key == "loadbalancer.sticky.cookie" || key == "loadbalancer.sticky") {
      if (!find(all, "loadbalancer.sticky.cookie.name") && v.value == "true")
        draft_.unsupported(v.label, "the proxy sets no cookie of its own: name one of the application's with "
                                    "com.docker.lb.sticky_session_cookie=NAME, or use com.docker.lb.ip_hash=true");
    } else if (key == "loadbalancer.sticky.cookie.name") {
      draft_.set("sticky_session_cookie", v.value, v.label);
      draft_.differs(v.label, "the application has to set this cookie; Traefik did it itself");
    } else if (key.starts_with("loadbalancer.sticky.cookie."))
      draft_.differs(v.label, "the program that sets the cookie determines this");
    else if (key.starts_with("loadbalancer.healthcheck."))
      draft_.differs(v.label, "Swarm's own health check of the service decides, and max_fails");
    else if (key != "loadbalancer.passhostheader" || v.value != "true")
      draft_.unsupported(v.label, "there is nothing like it");
  }

  /// TCP routers are supported only with TLS passthrough.
  void read_tcp() {
    for (const auto& [_, router] : from_.tcp_routers) {
      const auto* rule = find(router, "rule");
      const auto* through = find(router, "tls.passthrough");
      if (!rule || !through || through->value != "true" || rule->value.find("`*`") != std::string::npos) {
        draft_.unsupported(router.begin()->second.label, "of TCP only TLS with passthrough can be routed, by its host");
        continue;
      }
      draft_.set("ssl_passthrough", "true", through->label);
      read_places(*rule);
    }
    for (const auto& [_, options] : from_.tcp_services)
      for (const auto& [key, v] : options) {
        if (key == "loadbalancer.server.port")
          draft_.set("port", v.value, v.label);
        else
          draft_.unsupported(v.label, "there is nothing like it");
      }
  }

  void read_others() {
    for (const auto& [key, v] : from_.others) {
      if (key == "traefik.docker.network" || key == "traefik.swarm.network")
        draft_.set("network", v.value, v.label);
      else if (key == "traefik.docker.lbswarm" || key == "traefik.swarm.lbswarm") {
        if (v.value == "true")
          draft_.set("backend_mode", "vip", v.label);
      } else if (key.starts_with("traefik.frontend.") || key.starts_with("traefik.backend") || key == "traefik.port")
        draft_.unsupported(v.label, "is a label of Traefik 1");
      else
        draft_.unsupported(v.label, "there is nothing like it");
    }
  }

  const traefik_service& from_;
  const named_options& middlewares_;
  label_draft draft_;
  std::set<std::set<std::string>> middleware_sets_;
};

} // namespace

conversions convert_traefik(const std::vector<foreign_service>& services, const convert_options& options) {
  std::vector<traefik_service> all;
  named_options middlewares;
  for (const auto& s : services) {
    all.push_back(sorted(s.labels));
    middlewares.insert(all.back().middlewares.begin(), all.back().middlewares.end());
  }
  conversions made;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].any && all[i].enabled &&
        !(all[i].routers.empty() && all[i].tcp_routers.empty() && all[i].others.empty()))
      made.push_back(traefik_reader{services[i].name, all[i], middlewares}.read(options));
  return made;
}

} // namespace signalbox
