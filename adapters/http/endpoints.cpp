#include "adapters/http/endpoints.hpp"

#include "adapters/http/conditions.hpp"
#include "adapters/http/explain.hpp"
#include "adapters/http/metrics.hpp"
#include "adapters/http/page.hpp"
#include "adapters/http/status_json.hpp"

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

http_reply readiness(const status_picture* p) {
  if (p && is_ready(*p))
    return plain("text/plain; charset=utf-8", "ready\n");
  auto reply =
      plain("text/plain; charset=utf-8", "not ready: " + (p ? why_not_ready(*p) : "the core is starting") + '\n');
  reply.status = 503;
  return reply;
}

http_reply page(const status_picture* p, const http_request& r) {
  auto reply = plain("text/html; charset=utf-8", p ? status_page(*p, !r.query.count("still")) : starting_page());
  reply.headers = {
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}};
  return reply;
}

/// Looks one thing up by the rest of the path.
http_reply one(const status_picture& p, const std::string& prefix, const std::string& path, const char* what,
               std::optional<std::string> (*find)(const status_picture&, const std::string&)) {
  std::string name = path.substr(prefix.size());
  if (auto found = find(p, name))
    return json_reply(std::move(*found));
  return problem_reply(404, std::string("there is no ") + what + " \"" + printable(name, 200) + '"');
}

} // namespace

http_routes core_endpoints(picture_source picture, sample_source samples) {
  auto json = [picture](std::string (*write)(const status_picture&)) {
    return [picture, write](const http_request&) -> http_reply {
      auto p = picture();
      return p ? json_reply(write(*p)) : problem_reply(503, "the core is starting");
    };
  };
  auto lookup = [picture](std::string prefix, const char* what, auto find) {
    return http_route{prefix, path_match::prefix, [=](const http_request& r) {
                        auto p = picture();
                        return p ? one(*p, prefix, r.path, what, find) : problem_reply(503, "the core is starting");
                      }};
  };
  auto metrics = [picture, samples](const http_request&) {
    return plain("text/plain; version=0.0.4; charset=utf-8", metrics_text(picture().get(), samples()));
  };
  auto explanation = [picture](const http_request& r) {
    auto p = picture();
    return p ? explain(*p, r.path.substr(explain_path.size())) : problem_reply(503, "the core is starting");
  };
  constexpr auto exact = path_match::exact;
  return {{"/", exact, [picture](const http_request& r) { return page(picture().get(), r); }},
          {"/healthz", exact, alive},
          {"/readyz", exact, [picture](const http_request&) { return readiness(picture().get()); }},
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
