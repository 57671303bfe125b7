#include "adapters/cli/convert/traefik_rule.hpp"
#include "tests/unit/convert/converted.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

using namespace signalbox;

TEST_CASE("a host and a port") {
  CHECK(lines_of(traefik(web + "traefik.enable=true\ntraefik.http.routers.s.entrypoints=web\n")) == base);
  CHECK(lines_of(traefik(web, {"us-east", ""})) == base + "service_cluster=us-east\n");
  CHECK(lines_of(caddy(site)) == base);
}

TEST_CASE("the script runs unchanged") {
  const auto all = traefik(web + "traefik.http.routers.s.middlewares=m\n"
                                 "traefik.http.middlewares.m.headers.customresponseheaders.X-Said=it's $(here)\n"
                                 "traefik.http.middlewares.m.headers.customresponseheaders.X-Good=it's here\n");
  CHECK(conversion_script(all) == R"(# s
#   unsupported: com.docker.lb.response_header.X-Said cannot be said: 'it's $(here)' does not fit (give a value in printable ASCII without $ and \; empty removes the header)
docker service update --detach \
    --label-add com.docker.lb.hosts=a.example.com \
    --label-add com.docker.lb.max_body_size=0 \
    --label-add com.docker.lb.port=80 \
    --label-add 'com.docker.lb.response_header.X-Good=it'\''s here' \
    --label-add com.docker.lb.websocket_endpoints=/ \
    s
)");
  CHECK(has_unsupported(all));
  const auto json = nlohmann::json::parse(conversion_json(all));
  CHECK(json["services"][0]["labels"]["com.docker.lb.port"] == "80");
  CHECK(json["services"][0]["notes"][0]["level"] == "unsupported");
}

TEST_CASE("a hostile label is quoted, and never runs as a command") {
  const auto script = conversion_script(
      convert_traefik({{"s", {{"traefik.http.routers.s.rule", "Host(`a`)"}, {"traefik.x\nrm -rf /", "y"}}}}, {}));
  CHECK(script.find("\nrm") == std::string::npos);
}

TEST_CASE("Traefik's rules: hosts, paths, and, or, not") {
  const auto places = [](const std::string& rule) {
    std::string text;
    const auto meaning = meaning_of(read_rule(rule));
    for (const auto& [host, path] : meaning.places)
      text += host + path + ' ';
    return text + (meaning.unsupported.empty() ? "" : "unsupported");
  };
  CHECK(places("Host(`a.b`)") == "a.b/ ");
  CHECK(places("Host(`a.b`, `c.d`)") == "a.b/ c.d/ ");
  CHECK(places("Host(\"a.b\") && PathPrefix(`/x/`)") == "a.b/x ");
  CHECK(places("PathPrefix(`/x`) && (Host(`a.b`) || Host(`c.d`))") == "a.b/x c.d/x ");
  CHECK(places("Host(`a.b`) || Host(`c.d`) && PathPrefix(`/y`)") == "a.b/ c.d/y ");
  CHECK(places("Host(`a.b`) && !PathPrefix(`/x`)") == "unsupported");
  CHECK(places("Host(`a.b`) && Host(`c.d`)") == "unsupported");
  CHECK(places("Host(`a.b`) && ClientIP(`10.0.0.0/8`) || Host(`c.d`)") == "c.d/ unsupported");
  CHECK(places("!(!Host(`a.b`) || !PathPrefix(`/x`))") == "a.b/x ");
  CHECK(places("HostRegexp(`.+`)") == "/ ");
  CHECK(places("Path(`/only`) && Host(`a.b`)") == "unsupported");
  CHECK(places("Host(`a.b`) && (Path(`/x`) || PathPrefix(`/x/`))") == "a.b/x ");
  CHECK(places("Host(`A.b`) && (Path(`/x`) || PathPrefix(`/y`))") == "a.b/y unsupported");
  CHECK(places("Host(``)") == "unsupported");
  CHECK(places("Host(`*.a.b`)") == "unsupported");
  CHECK(places("HostRegexp(`{any:.+}`)") == "/ ");
  for (const auto* wrong :
       {"", "Host", "Host(`a`", "Host(a)", "Host(`a`) && ", "(Host(`a`)", "Host(`a`) x", "Host(`a)"})
    CHECK_THROWS_AS(read_rule(wrong), std::runtime_error);
  CHECK_THROWS_AS(read_rule(std::string(1000, '(') + "Host(`a`)"), std::runtime_error);
  std::string many = "(Host(`a`)||Host(`b`))";
  for (int i = 0; i < 9; ++i)
    many += "&&(Path(`/a`)||Path(`/b`))";
  CHECK_THROWS_AS(read_rule(many), std::runtime_error);
}

TEST_CASE("an expression for hosts becomes a wildcard where it is one") {
  CHECK(host_pattern_of("^[a-z0-9-]+\\.apps\\.example\\.com$") == "*.apps.example.com");
  CHECK(host_pattern_of("{sub:.+}.example.com") == "*.example.com");
  CHECK(host_pattern_of("[^\\.]+\\.example\\.com") == "*.example.com");
  CHECK(host_pattern_of("{sub:[a-z]+}.example.com") == "");
  CHECK(host_pattern_of("{sub:(blue|green)}.example.com") == "");
  CHECK(host_pattern_of("[0-9]+\\.example\\.com") == "");
  CHECK(host_pattern_of("^.+\\.example\\.com$") == "*.example.com");
  CHECK(host_pattern_of("^www\\.example\\.com$") == "www.example.com");
  CHECK(host_pattern_of("^(a|b)\\.example\\.com$") == "");
  CHECK(host_pattern_of("a{n:[0-9]+}.example.com") == "");
}

TEST_CASE("routes with different paths on different hosts get a note") {
  const auto all = traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                           "traefik.http.routers.a.rule=Host(`a.b`) && PathPrefix(`/x`)\n"
                           "traefik.http.routers.b.rule=Host(`c.d`) && PathPrefix(`/y`)\n");
  CHECK(lines_of(all) == "context_root=/x\nhosts=a.b\nport=80\ndiffers traefik.http.routers.a.rule\n"
                         "differs traefik.http.routers.b.rule\nunsupported traefik.http.routers.b.rule\n");
  CHECK(notes_say(all[0], "com.docker.lb.context_root=/y com.docker.lb.hosts=c.d"));
}

TEST_CASE("a route for every host becomes the default backend") {
  CHECK(lines_of(traefik("service s\ntraefik.http.services.s.loadbalancer.server.port=80\n"
                         "traefik.http.routers.s.rule=PathPrefix(`/`)\n")) ==
        "default_backend=true\nport=80\ndiffers \n");
}

TEST_CASE("Traefik's HTTPS needs a secret with the certificate") {
  const std::string tls = "traefik.http.routers.s.tls.certresolver=le\ntraefik.http.routers.s.entrypoints=websecure\n";
  const std::string only = "differs traefik.http.routers.s.entrypoints\n"; // plain HTTP was not routed
  CHECK(lines_of(traefik(web + tls)) == base + only + "unsupported \n");
  CHECK(lines_of(traefik(web + tls, {"", "wild"})) ==
        base + "ssl_cert=wild\nssl_only=true\n" + only + "prerequisite \n");
  CHECK(lines_of(traefik(web + tls +
                             "traefik.http.routers.p.rule=Host(`a.example.com`)\n"
                             "traefik.http.routers.p.middlewares=up\n"
                             "traefik.http.middlewares.up.redirectscheme.scheme=https\n",
                         {"", "wild"})) == base + "ssl_cert=wild\nssl_only=true\nprerequisite \n");
}

TEST_CASE("Traefik's middlewares") {
  const auto with = [](const std::string& options, const std::string& more = "") {
    return lines_of(traefik(web + more + "traefik.http.routers.s.middlewares=m@swarm\n" + options, {"", "wild"}));
  };
  const std::string m = "traefik.http.middlewares.m.";
  CHECK(with(m + "compress=true\n") == "gzip=true\n" + base);
  CHECK(with(m + "ratelimit.average=100\n" + m + "ratelimit.burst=50\n") == base + "rate_limit=100r/s burst=50\n");
  CHECK(with(m + "ratelimit.average=90\n" + m + "ratelimit.period=1m\n") ==
        base + "rate_limit=2r/s\ndiffers " + m + "ratelimit.average\n");
  CHECK(with(m + "ipallowlist.sourcerange=10.0.0.0/8,192.0.2.7\n") == "allow_from=10.0.0.0/8,192.0.2.7\n" + base);
  CHECK(with(m + "ipwhitelist.sourcerange=10.0.0.0/8\n") == "allow_from=10.0.0.0/8\n" + base);
  CHECK(with(m + "buffering.maxrequestbodybytes=2097152\n") == "hosts=a.example.com\nmax_body_size=2048k\nport=80\n");
  CHECK(with(m + "headers.customrequestheaders.X-Tenant=blue\n" + m + "headers.framedeny=true\n") ==
        base + "request_header.X-Tenant=blue\nresponse_header.X-Frame-Options=DENY\n");
  CHECK(with(m + "headers.stsseconds=31536000\n" + m + "headers.stspreload=true\n",
             "traefik.http.routers.s.tls=true\n") == base +
                                                         "ssl_cert=wild\nssl_hsts=31536000s; preload\nssl_only=true\n"
                                                         "differs traefik.http.routers.s.rule\nprerequisite \n");
  CHECK(with(m + "basicauth.users=joe:$apr1$x$y,ann:$2y$05$z\n") ==
        "basic_auth=m-htpasswd\n" + base + "prerequisite " + m + "basicauth.users\n");
  CHECK(with(m + "retry.attempts=3\n") == base + "unsupported " + m + "retry.attempts\n");
  CHECK(with(m + "chain.middlewares=n,o\ntraefik.http.middlewares.n.compress=true\n"
                 "traefik.http.middlewares.o.ratelimit.average=5\n") == "gzip=true\n" + base + "rate_limit=5r/s\n");
  CHECK(with(m + "chain.middlewares=m\n").find("unguarded") != std::string::npos);
}

TEST_CASE("a prefix is removed only if it equals the path") {
  const std::string strip =
      "traefik.http.routers.s.middlewares=m\ntraefik.http.middlewares.m.stripprefix.prefixes=/x\n";
  const std::string port = "service s\ntraefik.http.services.s.loadbalancer.server.port=80\n";
  CHECK(lines_of(traefik(port + strip + "traefik.http.routers.s.rule=Host(`a.b`) && PathPrefix(`/x`)\n")) ==
        "context_root=/x\ncontext_root_rewrite=true\nhosts=a.b\nport=80\nrequest_header.X-Forwarded-Prefix=/x\n"
        "differs traefik.http.routers.s.rule\n");
  CHECK(lines_of(traefik(port + strip + "traefik.http.routers.s.rule=Host(`a.b`)\n")) ==
        "hosts=a.b\nport=80\nunsupported traefik.http.middlewares.m.stripprefix.prefixes\n");
  CHECK(lines_of(traefik(port + strip + "traefik.http.routers.s.rule=Host(`a.b`) && PathPrefix(`/y`)\n"))
            .find("unsupported traefik.http.middlewares.m") != std::string::npos);
}

TEST_CASE("an access check without a counterpart turns the command into a comment") {
  for (const auto* guard : {"traefik.http.routers.s.middlewares=auth@file\n",
                            "traefik.http.routers.s.middlewares=m\ntraefik.http.middlewares.m.digestauth.users=a:b:c\n",
                            "traefik.http.routers.s.middlewares=m\n"
                            "traefik.http.middlewares.m.forwardauth.address=http://auth/\n",
                            "traefik.http.routers.s.middlewares=m\n"
                            "traefik.http.middlewares.m.ipallowlist.sourcerange=not-an-address\n"}) {
    const auto all = traefik(web + guard);
    INFO(conversion_script(all));
    CHECK(all.at(0).unguarded);
    CHECK(has_unsupported(all));
    CHECK(conversion_script(all).find("\ndocker service update") == std::string::npos);
    CHECK(conversion_script(all).find("\n# docker service update") != std::string::npos);
  }
}

TEST_CASE("Traefik's services: scheme, cookies, health, networks") {
  const std::string s = "traefik.http.services.s.loadbalancer.";
  CHECK(lines_of(traefik(web + s + "server.scheme=https\n")) == base + "ssl_backend=true\n");
  CHECK(lines_of(traefik(web + s + "sticky.cookie.name=sid\n")) ==
        base + "sticky_session_cookie=sid\ndiffers " + s + "sticky.cookie.name\n");
  CHECK(lines_of(traefik(web + s + "sticky.cookie=true\n")) == base + "unsupported " + s + "sticky.cookie\n");
  CHECK(lines_of(traefik(web + s + "healthcheck.path=/ok\n")) == base + "differs " + s + "healthcheck.path\n");
  CHECK(lines_of(traefik(web + s + "passhostheader=true\n")) == base);
  CHECK(lines_of(traefik(web + s + "passhostheader=false\n")) == base + "unsupported " + s + "passhostheader\n");
  CHECK(lines_of(traefik(web + "traefik.docker.network=front\ntraefik.swarm.lbswarm=true\n")) ==
        "backend_mode=vip\nhosts=a.example.com\nnetwork=front\nport=80\n");
}

TEST_CASE("of several ports the router's is used") {
  CHECK(lines_of(traefik("service s\ntraefik.http.routers.s.rule=Host(`a.b`)\ntraefik.http.routers.s.service=two\n"
                         "traefik.http.services.one.loadbalancer.server.port=81\n"
                         "traefik.http.services.two.loadbalancer.server.port=82\n")) == "hosts=a.b\nport=82\n");
  CHECK(lines_of(traefik("service s\ntraefik.http.routers.s.rule=Host(`a.b`)\n")).find("unsupported ") == 0);
}

TEST_CASE("TLS passthrough, and other TCP") {
  const std::string tcp = "service s\ntraefik.tcp.services.s.loadbalancer.server.port=8443\n";
  CHECK(lines_of(traefik(tcp + "traefik.tcp.routers.s.rule=HostSNI(`db.example.com`)\n"
                               "traefik.tcp.routers.s.tls.passthrough=true\n")) ==
        "hosts=db.example.com\nport=8443\nssl_passthrough=true\n");
  CHECK(traefik(tcp + "traefik.tcp.routers.s.rule=HostSNI(`*`)\n").at(0).labels.empty());
}

TEST_CASE("services without Traefik routes are left out, labels of version 1 get a note") {
  CHECK(traefik(web + "traefik.enable=false\n").empty());
  CHECK(traefik("service s\ncom.example=1\n").empty());
  CHECK(lines_of(traefik("service s\ntraefik.frontend.rule=Host:a.b\ntraefik.port=80\n"))
            .find("unsupported traefik.port") != std::string::npos);
}

TEST_CASE("the output of docker service inspect is read, any other input is refused") {
  const auto read = read_inspected(R"([{"Spec":{"Name":"a","Labels":{"x":"y"}}},{"Spec":{"Name":"b"}}])");
  REQUIRE(read.size() == 2);
  CHECK(read[0].labels.at("x") == "y");
  CHECK(read[1].labels.empty());
  for (const auto* wrong : {"", "{}", "[{}]", "services:\n  a: {}\n"})
    CHECK_THROWS_AS(read_inspected(wrong), std::runtime_error);
}
