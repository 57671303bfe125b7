// Routers of one service that differ, and routers that serve nothing.
#include "tests/unit/convert/converted.hpp"

using namespace signalbox;

namespace {

const std::string ports = "service s\ntraefik.http.services.front.loadbalancer.server.port=80\n"
                          "traefik.http.services.admin.loadbalancer.server.port=9000\n";

std::string value_of(const conversion& c, const std::string& label) {
  const auto at = c.labels.find(full_label(label));
  return at == c.labels.end() ? "" : at->second;
}

} // namespace

TEST_CASE("a plain router of Traefik forwards upgrades, bodies of any size and the prefix that it strips") {
  const auto all = traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                           "traefik.http.routers.s.rule=Host(`a.example.com`) && PathPrefix(`/docs`)\n"
                           "traefik.http.routers.s.entrypoints=web\ntraefik.http.routers.s.middlewares=off\n"
                           "traefik.http.middlewares.off.stripprefix.prefixes=/docs\n");
  CHECK(value_of(all.at(0), "websocket_endpoints") == "/docs");
  CHECK(value_of(all.at(0), "max_body_size") == "0");
  CHECK(value_of(all.at(0), "request_header.X-Forwarded-Prefix") == "/docs");
  CHECK(!has_unsupported(all));
}

TEST_CASE("of two ports of a service one is routed, and the other one is told") {
  const auto all = traefik(ports + "traefik.http.routers.a.rule=Host(`a.example.com`)\n"
                                   "traefik.http.routers.a.service=front\n"
                                   "traefik.http.routers.b.rule=Host(`admin.example.com`)\n"
                                   "traefik.http.routers.b.service=admin\n");
  CHECK(lines_of(all) == base + "unsupported traefik.http.routers.b.rule\n");
  CHECK(notes_say(all[0], "com.docker.lb.hosts=admin.example.com"));
  CHECK(notes_say(all[0], "com.docker.lb.port=9000"));
}

TEST_CASE("a router that names none of several services is not routed, as in Traefik") {
  const auto all = traefik(ports + "traefik.http.routers.a.rule=Host(`a.example.com`)\n"
                                   "traefik.http.routers.b.rule=Host(`admin.example.com`)\n"
                                   "traefik.http.routers.b.service=admin\n");
  CHECK(lines_of(all) == "hosts=admin.example.com\nport=9000\nunsupported traefik.http.routers.a.rule\n");
}

TEST_CASE("a router that only redirects to HTTPS is not a route, but closes plain HTTP of the others") {
  const std::string gateway = "service gateway\ntraefik.http.routers.all.rule=HostRegexp(`.+`)\n"
                              "traefik.http.routers.all.entrypoints=web\ntraefik.http.routers.all.middlewares=up\n"
                              "traefik.http.middlewares.up.redirectscheme.scheme=https\n"
                              "traefik.http.routers.panel.rule=Host(`panel.example.com`)\n"
                              "traefik.http.routers.panel.service=api@internal\n"
                              "traefik.http.routers.panel.middlewares=crew\n"
                              "traefik.http.middlewares.crew.basicauth.users=joe:$apr1$x$y\n"
                              "traefik.http.services.dummy.loadbalancer.server.port=9999\n";
  const std::string app = "traefik.http.routers.s.entrypoints=websecure\ntraefik.http.routers.s.tls=true\n";
  const auto all = traefik(gateway + web + app, {"us-east", "wild"});
  REQUIRE(all.size() == 2);
  CHECK(all[0].labels.empty());
  CHECK(notes_say(all[0], "is a part of Traefik itself"));
  CHECK(!notes_say(all[0], "docker secret create"));
  CHECK(value_of(all[1], "ssl_only") == "true");
  CHECK(value_of(all[1], "hosts") == "a.example.com");
  CHECK(!notes_say(all[1], "today only an entry point may do that"));
  CHECK(conversion_script(all).find("default_backend") == std::string::npos);
  CHECK(conversion_script(all).find("9999") == std::string::npos);
}

TEST_CASE("plain HTTP stays open where its own router wins") {
  const std::string both = "traefik.http.routers.s.entrypoints=web,websecure\n";
  const std::string up = "service gateway\ntraefik.http.routers.all.rule=HostRegexp(`.+`)\n"
                         "traefik.http.routers.all.entrypoints=web\ntraefik.http.routers.all.middlewares=up\n"
                         "traefik.http.middlewares.up.redirectscheme.scheme=https\n";
  const auto with = [&](const std::string& more) { return traefik(up + more + web + both, {"", "wild"}).at(1); };
  CHECK(value_of(with("traefik.http.routers.all.priority=1\n"), "ssl_only").empty());
  CHECK(value_of(with("traefik.http.routers.all.priority=1\n"), "ssl_cert") == "wild");
  CHECK(value_of(with("traefik.http.routers.all.priority=1000\n"), "ssl_only") == "true");
}

TEST_CASE("routers for HTTP and HTTPS of one place are one route") {
  CHECK(lines_of(traefik(web + "traefik.http.routers.s.entrypoints=web\n"
                               "traefik.http.routers.t.rule=Host(`a.example.com`)\n"
                               "traefik.http.routers.t.entrypoints=websecure\ntraefik.http.routers.t.tls=true\n",
                         {"", "wild"})) == base + "ssl_cert=wild\nprerequisite \n");
}

TEST_CASE("a middleware of one router does not apply to another one") {
  const auto all = traefik(web + "traefik.http.routers.t.rule=Host(`b.example.com`)\n"
                                 "traefik.http.routers.t.middlewares=m\n"
                                 "traefik.http.middlewares.m.headers.customresponseheaders.X-A=b\n");
  CHECK(lines_of(all) == base + "unsupported traefik.http.routers.t.rule\n");
  CHECK(!all[0].unguarded);
}

TEST_CASE("a route that is guarded elsewhere is not opened by one that includes it") {
  for (const auto* rule : {"Host(`a.example.com`) && PathPrefix(`/admin`)", "Host(`a.example.com`) && Path(`/admin`)",
                           "Host(`a.example.com`) && Method(`POST`)", "PathRegexp(`^/admin`)"}) {
    const auto all = traefik(web + "traefik.http.routers.t.rule=" + rule +
                             "\ntraefik.http.routers.t.middlewares=m\n"
                             "traefik.http.middlewares.m.basicauth.users=joe:$apr1$x$y\n");
    INFO(rule);
    CHECK(all.at(0).unguarded);
    CHECK(has_unsupported(all));
  }
  CHECK(!traefik(web + "traefik.http.routers.t.rule=Host(`b.example.com`) && Method(`POST`)\n"
                       "traefik.http.routers.t.middlewares=m\n"
                       "traefik.http.middlewares.m.basicauth.users=joe:$apr1$x$y\n")
             .at(0)
             .unguarded);
}

TEST_CASE("a path that nothing answers is not opened by a route that includes it") {
  CHECK(traefik(web + "traefik.http.routers.t.rule=Host(`a.example.com`) && PathPrefix(`/metrics`)\n"
                      "traefik.http.routers.t.service=noop@internal\n")
            .at(0)
            .unguarded);
  const auto with = [](const std::string& host) {
    return traefik("service gate\ntraefik.http.routers.t.rule=Host(`" + host +
                   "`) && PathPrefix(`/metrics`)\n"
                   "traefik.http.routers.t.service=noop@internal\n" +
                   web)
        .at(1);
  };
  CHECK(with("a.example.com").unguarded);
  CHECK(!with("b.example.com").unguarded);
}

TEST_CASE("a rule that matches less than a host and a path is not a route") {
  for (const auto* more : {"Path(`/only`)", "Method(`GET`)", "Header(`X-A`, `b`)", "Query(`a`, `b`)", "!Host(`c.d`)",
                           "ClientIP(`10.0.0.0/8`)", "PathRegexp(`^/x`)"}) {
    const auto all = traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                             "traefik.http.routers.s.rule=Host(`a.example.com`) && " +
                             std::string(more) + '\n');
    INFO(more);
    CHECK(all.at(0).labels.empty());
    CHECK(has_unsupported(all));
  }
}

TEST_CASE("alternatives of different kinds are different routes") {
  const auto all = traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                           "traefik.http.routers.s.rule=Host(`a.example.com`) || PathPrefix(`/x`)\n");
  CHECK(lines_of(all) == base + "differs traefik.http.routers.s.rule\nunsupported traefik.http.routers.s.rule\n");
  CHECK(notes_say(all[0], "com.docker.lb.default_backend=true"));
}

TEST_CASE("an entry point that may be internal is not opened") {
  CHECK(traefik(web + "traefik.http.routers.s.entrypoints=metrics\n").at(0).unguarded);
  CHECK(!traefik(web + "traefik.http.routers.s.entrypoints=metrics,web\n").at(0).unguarded);
  const std::string tcp = "service s\ntraefik.tcp.services.s.loadbalancer.server.port=8443\n"
                          "traefik.tcp.routers.s.rule=HostSNI(`db.example.com`)\n"
                          "traefik.tcp.routers.s.tls.passthrough=true\n";
  CHECK(!traefik(tcp + "traefik.tcp.routers.s.entrypoints=websecure\n").at(0).unguarded);
  CHECK(traefik(tcp + "traefik.tcp.routers.s.entrypoints=db\n").at(0).unguarded);
  CHECK(traefik(tcp +
                "traefik.tcp.routers.s.middlewares=m\ntraefik.tcp.middlewares.m.ipallowlist.sourcerange=10.0.0.0/8\n")
            .at(0)
            .unguarded);
}

TEST_CASE("what changes the path, or asks for certificates, is a guard") {
  for (const auto* option : {"addprefix.prefix=/app", "replacepath.path=/x", "replacepathregex.regex=^/a",
                             "stripprefixregex.regex=/[a-z]+", "headers.allowedhosts=a.example.com"}) {
    INFO(option);
    CHECK(traefik(web + "traefik.http.routers.s.middlewares=m\ntraefik.http.middlewares.m." + option + '\n')
              .at(0)
              .unguarded);
  }
  CHECK(traefik(web + "traefik.http.routers.s.tls.options=mutual@file\n").at(0).unguarded);
  CHECK(traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                "traefik.http.routers.s.rule=Host(`a.b`) && PathPrefix(`/x/y`)\ntraefik.http.routers.s.middlewares=m\n"
                "traefik.http.middlewares.m.stripprefix.prefixes=/x\n")
            .at(0)
            .unguarded);
}

TEST_CASE("two lists of clients that both have to hold are not one of them") {
  CHECK(traefik(web + "traefik.http.routers.s.middlewares=m,n\n"
                      "traefik.http.middlewares.m.ipallowlist.sourcerange=10.0.0.0/8\n"
                      "traefik.http.middlewares.n.ipallowlist.sourcerange=10.1.0.0/16\n")
            .at(0)
            .unguarded);
}

TEST_CASE("redirects of Traefik: whole hosts, and nothing else") {
  const auto with = [](const std::string& regex, const std::string& to) {
    return lines_of(traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                            "traefik.http.routers.s.rule=Host(`a.example.com`, `www.a.example.com`)\n"
                            "traefik.http.routers.s.middlewares=m\n"
                            "traefik.http.middlewares.m.redirectregex.permanent=true\n"
                            "traefik.http.middlewares.m.redirectregex.regex=" +
                            regex + "\ntraefik.http.middlewares.m.redirectregex.replacement=" + to + '\n'));
  };
  const std::string hosts = "hosts=a.example.com,www.a.example.com\nport=80\n";
  const auto redirected = hosts + "redirects=www.a.example.com,https://a.example.com,301\n";
  CHECK(with("^https?://www\\.a\\.example\\.com/(.*)", "https://a.example.com/${1}") == redirected);
  CHECK(with("^https?://www\\.a\\.example\\.com(/.*)?$", "https://a.example.com${1}") == redirected);
  CHECK(with("^https?://www\\.(.+)", "https://$1") == redirected);
  const auto lost = hosts + "unsupported traefik.http.middlewares.m.redirectregex.regex\n";
  CHECK(with("^https?://www\\.a\\.example\\.com/(.*)", "https://a.example.com/start") == lost);
  CHECK(with("^https?://[^/]+/old/(.*)", "https://a.example.com/new/${1}") == lost);
  CHECK(with("^https?://a\\.example\\.com/(.*)", "https://a.example.com/${1}") == lost);
}

TEST_CASE("UDP, servers by address and services without a router are told") {
  CHECK(traefik("service s\ntraefik.udp.routers.s.entrypoints=dns\n").at(0).labels.empty());
  CHECK(traefik(web + "traefik.http.services.s.loadbalancer.server.url=http://10.0.0.1\n").at(0).labels.empty());
  CHECK(traefik(web + "traefik.http.services.s.weighted.services=a\n").at(0).labels.empty());
  CHECK(notes_say(traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n").at(0), "defaultRule"));
}

TEST_CASE("an expensive hash of a password is told, with the hash to use") {
  const auto with = [](const std::string& hash) {
    return lines_of(traefik(web +
                            "traefik.http.routers.s.middlewares=m\n"
                            "traefik.http.middlewares.m.basicauth.users=joe:" +
                            hash + '\n'));
  };
  const auto plain = "basic_auth=m-htpasswd\n" + base;
  const std::string note = "differs traefik.http.middlewares.m.basicauth.users\n",
                    secret = "prerequisite traefik.http.middlewares.m.basicauth.users\n";
  CHECK(with("$2y$14$abc") == plain + note + secret);
  CHECK(with("$2b$11$abc") == plain + note + secret);
  CHECK(with("$2y$10$abc") == plain + secret);
  CHECK(with("$2a$05$abc") == plain + secret);
  CHECK(with("$apr1$abc$def") == plain + secret);
  const auto all = caddy(site + "caddy.basic_auth.ann=$2a$14$abc\n");
  CHECK(notes_say(all.at(0), "the hash of ann is bcrypt of cost 14"));
  CHECK(notes_say(all.at(0), "htpasswd -nB -C 5 NAME"));
}
