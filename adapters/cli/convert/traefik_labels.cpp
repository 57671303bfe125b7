// Converts labels of Traefik 2 and 3 for Swarm.
#include "adapters/cli/convert/container_labels.hpp"
#include "adapters/cli/convert/label_draft.hpp"
#include "adapters/cli/convert/traefik_router.hpp"
#include "adapters/cli/convert/traefik_rule.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <stdexcept>

namespace signalbox {
namespace {

/// What all Swarm services share.
struct traefik_shared {
  named_options middlewares;
  std::vector<https_redirect> redirects;
  std::vector<unanswered> closed;
};

/// Converts one Swarm service.
class traefik_reader {
public:
  traefik_reader(const std::string& name, const traefik_objects& from, const traefik_shared& shared)
      : from_(from), shared_(shared), draft_(name) {}

  conversion read(const convert_options& options) {
    read_others();
    if (!from_.has_routers() && !from_.services.empty())
      draft_.unsupported(from_.services.begin()->second.begin()->second.label,
                         "there is no router; Traefik makes one of its defaultRule");
    for (const auto& [name, router] : from_.routers)
      read_router(name, router);
    for (const auto& [_, router] : from_.tcp_routers)
      read_tcp_router(router);
    for (const auto& closed : shared_.closed)
      if (draft_.includes(closed.where))
        read_closed(closed);
    return draft_.finish(options);
  }

private:
  void read_router(const std::string& name, const foreign_options& router) {
    const auto* rule = find(router, "rule");
    draft_.begin_route((rule ? *rule : router.begin()->second).label);
    const auto reach = reach_of(router);
    const auto used = middlewares_of(router, shared_.middlewares);
    if (reach.http && !reach.https && redirects_to_https(used))
      return read_redirect(router, used);
    if (rule)
      read_places(*rule);
    else
      draft_.unsupported(router.begin()->second.label,
                         "router " + name + " has no rule; Traefik makes one of its defaultRule");
    if (const auto* named = find(router, "service"); named && named->value.ends_with("@internal")) {
      draft_.lead_elsewhere();
      return draft_.unsupported(named->label, named->value + " is a part of Traefik itself");
    }
    for (const auto& [key, v] : router)
      read_router_option(key, v);
    read_reach(router, reach, redirects_to_https(used));
    for (const auto& v : used.unknown)
      draft_.guard_unsupported(v.label, "middleware " + v.value + " is defined where it cannot be seen from here");
    for (const auto& [middleware, options] : used.known)
      put_middleware(middleware, *options, draft_);
    read_service_of(name, router, from_.services);
  }

  /// Places that a router of any service closes, within a route of this one.
  void read_closed(const unanswered& closed) {
    draft_.begin_route(closed.foreign);
    draft_.lead_elsewhere();
    for (const auto& at : closed.where)
      draft_.serve(at);
    draft_.guard_unsupported(closed.foreign, "requests that get no answer today would reach the application");
  }

  /// A router that only redirects to HTTPS serves nothing: the routers of HTTPS get `ssl_only`.
  void read_redirect(const foreign_options& router, const used_middlewares& used) {
    draft_.lead_elsewhere();
    for (const auto& [_, options] : used.known)
      if (const auto* port = find(*options, "redirectscheme.port"); port && port->value != "443")
        draft_.differs(port->label, "the port is that which the cluster publishes: PublishedSSLPort");
    const auto* rule = find(router, "rule");
    if (!rule)
      return;
    try {
      const auto places = meaning_of(read_rule(rule->value)).places;
      if (std::any_of(places.begin(), places.end(), [](const place& at) { return at.host.empty(); }))
        draft_.differs(rule->label, "nothing is routed for it: services that are served over HTTPS get "
                                    "com.docker.lb.ssl_only");
    } catch (const std::runtime_error& e) {
      draft_.unsupported(rule->label, e.what());
    }
  }

  void read_router_option(const std::string& key, const foreign_value& v) {
    if (key == "tls.options" && v.value != "default")
      draft_.guard_unsupported(v.label, "TLS options may ask clients for certificates, and are defined elsewhere");
    else if (key == "priority")
      draft_.differs(v.label, "the longest path goes first, and an exact host before a wildcard");
    else if (key.starts_with("observability."))
      draft_.differs(v.label, "the log and the metrics are those of the whole cluster's proxy");
    else if (key != "rule" && key != "rulesyntax" && key != "middlewares" && key != "entrypoints" && key != "service" &&
             key != "tls" && !key.starts_with("tls."))
      draft_.unsupported(v.label, "there is nothing like it");
  }

  void read_places(const foreign_value& rule) {
    try {
      const auto meaning = meaning_of(read_rule(rule.value));
      for (const auto& at : meaning.places)
        draft_.serve(at);
      for (const auto& at : meaning.partial)
        draft_.serve_partly(at);
      for (const auto& text : meaning.unsupported)
        draft_.unsupported(rule.label, text);
      for (const auto& text : meaning.differs)
        draft_.differs(rule.label, text);
    } catch (const std::runtime_error& e) {
      draft_.serve_partly({"", "/"});
      draft_.unsupported(rule.label, e.what());
    }
  }

  /// `redirects`: the router itself redirects plain HTTP.
  void read_reach(const foreign_options& router, const router_reach& reach, bool redirects) {
    const auto* points = find(router, "entrypoints");
    if (reach.unknown_only)
      draft_.guard_unsupported(points->label, "entry point " + points->value +
                                                  " may be an internal one; here a route is served on the ports that "
                                                  "the cluster publishes (PublishedPort, PublishedSSLPort)");
    const bool redirected = redirects || is_redirected(router, reach.http);
    draft_.over(reach.http && !redirected, reach.https);
    const auto* rule = find(router, "rule");
    const auto& label = (points ? *points : rule ? *rule : router.begin()->second).label;
    if (reach.http && redirected && !reach.https) {
      draft_.lead_elsewhere();
      draft_.unsupported(label, "another router redirects its requests to HTTPS, where it does not answer");
    } else if (reach.https && !reach.http && !redirected)
      draft_.answer_https_only(label);
  }

  /// Whether redirects of other routers, on any service, take all plain HTTP requests. `http`: it competes for them.
  bool is_redirected(const foreign_options& router, bool http) {
    const auto& places = draft_.places();
    return !places.empty() && std::all_of(places.begin(), places.end(), [&](const place& at) {
      return std::any_of(shared_.redirects.begin(), shared_.redirects.end(), [&](const https_redirect& r) {
        return covers(r.where, at) && (!http || r.priority > priority_of(router));
      });
    });
  }

  /// A router leads to the service that it names, or to the only one.
  void read_service_of(const std::string& name, const foreign_options& router, const named_options& services) {
    const auto* named = find(router, "service");
    const auto& label = (named ? *named : router.begin()->second).label;
    if (!named && services.size() != 1) {
      draft_.lead_elsewhere();
      return draft_.unsupported(label, services.empty() ? "router " + name + " leads to no service with a port"
                                                        : "router " + name + " names none of the service's " +
                                                              std::to_string(services.size()) +
                                                              " services; Traefik does not route it");
    }
    const auto found =
        named ? services.find(lowered(named->value.substr(0, named->value.find('@')))) : services.begin();
    if (found == services.end()) {
      draft_.lead_elsewhere();
      return draft_.unsupported(label, "service " + named->value + " is not one of this Swarm service's labels");
    }
    for (const auto& [key, v] : found->second)
      read_service_option(key, v, found->second);
  }

  void read_service_option(const std::string& key, const foreign_value& v, const foreign_options& all) {
    if (key == "loadbalancer.server.port")
      draft_.set("port", v.value, v.label);
    else if (key == "loadbalancer.server.scheme") {
      if (v.value == "https")
        draft_.set("ssl_backend", "true", v.label);
      else if (v.value != "http")
        draft_.unsupported(v.label, "requests go by HTTP or HTTPS");
    } else if (key == "loadbalancer.server.url" || !key.starts_with("loadbalancer.")) {
      draft_.lead_elsewhere();
      draft_.unsupported(v.label, "requests go to the service's own tasks only");
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
  void read_tcp_router(const foreign_options& router) {
    const auto& first = router.begin()->second;
    if (!from_.routers.empty())
      return draft_.unsupported(first.label, "a service is routed by HTTP, or by TLS passthrough, not both");
    const auto* rule = find(router, "rule");
    const auto* through = find(router, "tls.passthrough");
    if (!rule || !through || through->value != "true" || rule->value.find("`*`") != std::string::npos)
      return draft_.unsupported(first.label, "of TCP only TLS with passthrough can be routed, by its host");
    draft_.begin_route(rule->label);
    draft_.set("ssl_passthrough", "true", through->label);
    draft_.over(false, true);
    read_places(*rule);
    for (const auto& [key, v] : router)
      read_tcp_option(key, v);
    read_service_of("of TCP", router, from_.tcp_services);
  }

  void read_tcp_option(const std::string& key, const foreign_value& v) {
    if (key == "middlewares")
      draft_.guard_unsupported(v.label, "the proxy does not see the requests of TLS that is passed through");
    else if (key == "entrypoints") {
      const auto names = split(lowered(v.value), ',');
      if (std::none_of(names.begin(), names.end(), [](auto n) { return n == "websecure" || n == "https"; }))
        draft_.guard_unsupported(v.label, "entry point " + v.value +
                                              " may be an internal one; here TLS is passed through on the port that "
                                              "the cluster publishes (PublishedSSLPort)");
    } else if (key == "priority")
      draft_.differs(v.label, "an exact host goes before a wildcard");
    else if (key != "rule" && key != "rulesyntax" && key != "service" && key != "tls" && key != "tls.passthrough")
      draft_.unsupported(v.label, "there is nothing like it");
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
      else if (key.starts_with("traefik.udp."))
        draft_.unsupported(v.label, "UDP cannot be routed");
      else
        draft_.unsupported(v.label, "there is nothing like it");
    }
  }

  const traefik_objects& from_;
  const traefik_shared& shared_;
  label_draft draft_;
};

} // namespace

conversions convert_traefik(const std::vector<foreign_service>& services, const convert_options& options) {
  std::vector<traefik_objects> all;
  traefik_shared shared;
  for (const auto& s : services) {
    all.push_back(traefik_objects_of(s.labels));
    if (all.back().enabled)
      shared.middlewares.insert(all.back().middlewares.begin(), all.back().middlewares.end());
  }
  for (const auto& objects : all)
    if (objects.enabled) {
      for (auto& r : https_redirects(objects, shared.middlewares))
        shared.redirects.push_back(std::move(r));
      for (auto& c : unanswered_places(objects, shared.middlewares))
        shared.closed.push_back(std::move(c));
    }
  conversions made;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].any && all[i].enabled && (all[i].has_routers() || !all[i].services.empty() || !all[i].others.empty()))
      made.push_back(traefik_reader{services[i].name, all[i], shared}.read(options));
    note_container_labels(services[i], is_traefik_label, made);
  }
  return made;
}

} // namespace signalbox
