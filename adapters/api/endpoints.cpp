#include "adapters/api/endpoints.hpp"

#include "adapters/api/conditions.hpp"
#include "adapters/api/explain.hpp"
#include "adapters/api/metrics.hpp"
#include "adapters/api/page.hpp"
#include "adapters/api/status_json.hpp"

namespace signalbox {
namespace {

constexpr std::string_view explain_path = "/v1/explain/";

http_reply plain(std::string type, std::string body) {
  http_reply reply;
  reply.type = std::move(type);
  reply.body = std::move(body);
  return reply;
}

http_reply json_reply(std::string body) { return plain("application/json", std::move(body)); }

http_reply alive(const http_request&) { return plain("text/plain; charset=utf-8", "ok\n"); }

http_reply readiness(const status_snapshot* p) {
  if (p && is_ready(*p))
    return plain("text/plain; charset=utf-8", "ready\n");
  auto reply =
      plain("text/plain; charset=utf-8", "not ready: " + (p ? why_not_ready(*p) : "the core is starting") + '\n');
  reply.status = 503;
  return reply;
}

http_reply page(const status_snapshot* p, const http_request& r) {
  auto reply = plain("text/html; charset=utf-8", p ? status_page(*p, !r.query.count("still")) : starting_page());
  reply.headers = {
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}};
  return reply;
}

/// Looks up the object whose name is the rest of the path.
http_reply one(const status_snapshot& p, const std::string& prefix, const std::string& path, const char* what,
               std::optional<std::string> (*find)(const status_snapshot&, const std::string&)) {
  std::string name = path.substr(prefix.size());
  if (auto found = find(p, name))
    return json_reply(std::move(*found));
  return problem_reply(404, std::string("there is no ") + what + " \"" + printable(name, 200) + '"');
}

} // namespace

http_routes core_endpoints(snapshot_source snapshot, sample_source samples) {
  auto json = [snapshot](std::string (*write)(const status_snapshot&)) {
    return [snapshot, write](const http_request&) -> http_reply {
      auto p = snapshot();
      return p ? json_reply(write(*p)) : problem_reply(503, "the core is starting");
    };
  };
  auto lookup = [snapshot](std::string prefix, const char* what, auto find) {
    return http_route{prefix, path_match::prefix, [=](const http_request& r) {
                        auto p = snapshot();
                        return p ? one(*p, prefix, r.path, what, find) : problem_reply(503, "the core is starting");
                      }};
  };
  auto metrics = [snapshot, samples](const http_request&) {
    return plain("text/plain; version=0.0.4; charset=utf-8", metrics_text(snapshot().get(), samples()));
  };
  auto explanation = [snapshot](const http_request& r) {
    auto p = snapshot();
    return p ? explain(*p, r.path.substr(explain_path.size())) : problem_reply(503, "the core is starting");
  };
  constexpr auto exact = path_match::exact;
  return {{"/", exact, [snapshot](const http_request& r) { return page(snapshot().get(), r); }},
          {"/healthz", exact, alive},
          {"/readyz", exact, [snapshot](const http_request&) { return readiness(snapshot().get()); }},
          {"/metrics", exact, metrics},
          {"/v1/status", exact, json(status_json)},
          {"/v1/clusters", exact, json(clusters_json)},
          {"/v1/services", exact, json(services_json)},
          {"/v1/actors", exact, json(actors_json)},
          {"/v1/history", exact, json(history_json)},
          {std::string(explain_path), path_match::prefix, explanation},
          lookup("/v1/clusters/", "cluster", &cluster_json),
          lookup("/v1/services/", "service", &service_json)};
}

} // namespace signalbox
