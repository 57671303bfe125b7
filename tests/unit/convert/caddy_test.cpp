#include "tests/unit/convert/converted.hpp"

using namespace signalbox;

TEST_CASE("Caddy serves HTTPS and redirects plain HTTP to it, unless the site says http") {
  const std::string secure = "service s\ncaddy=a.example.com\ncaddy.reverse_proxy={{upstreams 80}}\n";
  CHECK(lines_of(caddy(secure)) == base + "unsupported \n");
  CHECK(lines_of(caddy(secure + "caddy.tls=internal\n", {"", "wild"})) ==
        base + "ssl_cert=wild\nssl_only=true\nprerequisite \n");
}

TEST_CASE("Caddy's directives") {
  const auto with = [](const std::string& more) { return lines_of(caddy(site + more)); };
  CHECK(with("caddy.encode=gzip\n") == "gzip=true\n" + base);
  CHECK(with("caddy.request_body.max_size=10MB\n") == "hosts=a.example.com\nmax_body_size=10m\nport=80\n");
  CHECK(with("caddy.header.X-Frame-Options=DENY\ncaddy.header.-X-Powered-By=\n") ==
        base + "response_header.X-Frame-Options=DENY\nresponse_header.X-Powered-By=\n");
  CHECK(with("caddy.header=X-A \"b c\"\n") == base + "response_header.X-A=b c\n");
  CHECK(with("caddy.reverse_proxy.header_up=X-Tenant blue\n") == base + "request_header.X-Tenant=blue\n");
  CHECK(with("caddy.reverse_proxy.lb_policy=ip_hash\n") == "hosts=a.example.com\nip_hash=true\nport=80\n");
  CHECK(with("caddy.reverse_proxy.lb_policy=cookie sid\n") ==
        base + "sticky_session_cookie=sid\ndiffers caddy.reverse_proxy.lb_policy\n");
  CHECK(with("caddy.reverse_proxy.health_uri=/ok\n") == base + "differs caddy.reverse_proxy.health_uri\n");
  CHECK(with("caddy.basic_auth.joe=$2a$05$x\n") ==
        "basic_auth=s-htpasswd\n" + base + "prerequisite caddy.basic_auth.joe\n");
  CHECK(with("caddy.basicauth.joe=JDJhJDE0\n") == base + "unsupported caddy.basicauth.joe\nunguarded\n");
  CHECK(with("caddy.respond=@blocked 403\n").find("unguarded") != std::string::npos);
  CHECK(with("caddy.file_server=\n") == base + "unsupported caddy.file_server\n");
  CHECK(with("caddy_ingress_network=front\n") == "hosts=a.example.com\nnetwork=front\nport=80\n");
}

TEST_CASE("Caddy's paths") {
  const std::string s = "service s\ncaddy=http://a.example.com\n";
  const std::string api = "context_root=/api\n" + base;
  const auto with = [&](const std::string& label) { return "differs caddy." + label + '\n'; }; // `/api`, too
  CHECK(lines_of(caddy(s + "caddy.reverse_proxy=/api/* {{upstreams 80}}\n")) == api + with("reverse_proxy"));
  CHECK(lines_of(caddy(s + "caddy.handle=/api/*\ncaddy.handle.reverse_proxy={{upstreams 80}}\n")) ==
        api + with("handle"));
  CHECK(lines_of(caddy(s + "caddy.handle_path=/api/*\ncaddy.handle_path.0_reverse_proxy={{upstreams 80}}\n")) ==
        "context_root=/api\ncontext_root_rewrite=true\n" + base + with("handle_path"));
  CHECK(lines_of(caddy(s + "caddy.@api=path /api/*\ncaddy.reverse_proxy=@api {{upstreams 80}}\n")) ==
        api + with("reverse_proxy"));
  CHECK(lines_of(caddy(s + "caddy.@api=path /api /api/*\ncaddy.reverse_proxy=@api {{upstreams 80}}\n")) == api);
  CHECK(caddy(s + "caddy.reverse_proxy=/api {{upstreams 80}}\n").at(0).labels.empty());
  CHECK(caddy(s + "caddy.@x.method=GET\ncaddy.reverse_proxy=@x {{upstreams 80}}\n").at(0).labels.empty());
}

TEST_CASE("Caddy's upstreams") {
  const std::string s = "service s\ncaddy=http://a.example.com\n";
  CHECK(lines_of(caddy(s + "caddy.reverse_proxy={{upstreams}}\n")) == base);
  CHECK(lines_of(caddy(s + "caddy.reverse_proxy.to={{upstreams 80}}\n")) == base);
  CHECK(lines_of(caddy(s + "caddy.reverse_proxy={{upstreams https 8443}}\n")) ==
        "hosts=a.example.com\nport=8443\nssl_backend=true\n");
  CHECK(caddy(s + "caddy.reverse_proxy=10.0.0.1:80\n").at(0).labels.empty());
}

TEST_CASE("Caddy's redirects, and several sites of one service") {
  CHECK(lines_of(caddy("service s\ncaddy_0=http://www.example.com\ncaddy_0.redir=https://example.com{uri} permanent\n"
                       "caddy_1=http://example.com\ncaddy_1.reverse_proxy={{upstreams 80}}\n")) ==
        "hosts=example.com,www.example.com\nport=80\nredirects=www.example.com,https://example.com,301\n");
}

TEST_CASE("labels about Caddy itself route nothing") {
  const auto all = caddy("service s\ncaddy.email=a@b.c\n");
  CHECK(all.at(0).labels.empty());
  CHECK(lines_of(all) == "unsupported caddy.email\n");
  CHECK(caddy("service s\ncaddyshack=1\n").empty());
}
