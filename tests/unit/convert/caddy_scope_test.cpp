// Matchers: what a directive of a Caddyfile applies to.
#include "tests/unit/convert/converted.hpp"

using namespace signalbox;

namespace {
const std::string wildcard = "service s\ncaddy=http://*.example.com\n";
}

TEST_CASE("a directive for a part of a site is lost, and never becomes one for all of it") {
  const auto with = [](const std::string& more) { return lines_of(caddy(site + more)); };
  for (const auto* label :
       {"caddy.header=/files/* Cache-Control \"max-age=60\"", "caddy.encode=/files/* gzip",
        "caddy.request_body=/up/*\ncaddy.request_body.max_size=1MB",
        "caddy.redir=/former https://a.example.com/present 301", "caddy.redir=/.well-known/x /remote 301",
        "caddy.uri=/files/* strip_prefix /files", "caddy.@img=path *.png\ncaddy.header=@img X-A b"}) {
    INFO(label);
    const auto lines = with(std::string(label) + '\n');
    CHECK(lines.starts_with(base + "unsupported caddy."));
    CHECK(lines.find("unguarded") == std::string::npos);
  }
}

TEST_CASE("a guard for a part of a site turns the command into a comment") {
  for (const auto* label :
       {"caddy.basic_auth=/admin/*\ncaddy.basic_auth.joe=$2a$05$x", "caddy.respond=/private 403",
        "caddy.forward_auth=/admin/* auth:80", "caddy.rewrite=/x/* /y",
        "caddy.@in=remote_ip 10.0.0.0/8\ncaddy.abort=@in", "caddy.handle=/admin/*\ncaddy.handle.respond=403",
        "caddy.bind=10.0.0.1", "caddy.import=guarded", "caddy.tls.client_auth.mode=require_and_verify",
        "caddy.handle=/admin/*\ncaddy.handle.basic_auth.joe=$2a$05$x\ncaddy.handle.reverse_proxy={{upstreams 80}}"}) {
    INFO(label);
    const auto all = caddy(site + label + '\n');
    CHECK(all.at(0).unguarded);
    CHECK(has_unsupported(all));
  }
}

TEST_CASE("a directive with the matcher of its route, or in its block, is a label") {
  const std::string s = "service s\ncaddy=http://a.example.com\n";
  const auto api = "context_root=/api\n" + base + "response_header.X-A=b\n";
  CHECK(
      lines_of(caddy(s + "caddy.reverse_proxy=/api/* {{upstreams 80}}\ncaddy.header=/api/* X-A b\n")).starts_with(api));
  CHECK(lines_of(caddy(s + "caddy.handle=/api/*\ncaddy.handle.header=X-A b\n"
                           "caddy.handle.reverse_proxy={{upstreams 80}}\n"))
            .starts_with(api));
  CHECK(lines_of(caddy(s + "caddy.header=/other/* X-A b\ncaddy.reverse_proxy=/api/* {{upstreams 80}}\n")) ==
        "context_root=/api\n" + base + "differs caddy.reverse_proxy\n");
}

TEST_CASE("a host inside a wildcard site is that host, never the wildcard") {
  CHECK(lines_of(caddy(wildcard + "caddy.1_@a=host a.example.com\ncaddy.1_handle=@a\n"
                                  "caddy.1_handle.reverse_proxy={{upstreams 80}}\n")) == base);
  CHECK(lines_of(caddy(wildcard + "caddy.@a.host=a.example.com\ncaddy.reverse_proxy=@a {{upstreams 80}}\n")) == base);
  CHECK(lines_of(caddy(wildcard + "caddy.@a=host a.example.com b.example.com\n"
                                  "caddy.reverse_proxy=@a {{upstreams 80}}\n")) ==
        "hosts=a.example.com,b.example.com\nport=80\n");
  CHECK(
      caddy(wildcard + "caddy.@a=host a.example.org\ncaddy.reverse_proxy=@a {{upstreams 80}}\n").at(0).labels.empty());
  CHECK(lines_of(caddy(wildcard + "caddy.reverse_proxy={{upstreams 80}}\n")) ==
        "hosts=*.example.com\nport=80\ndiffers \n");
  const auto both = caddy(wildcard + "caddy.@a.host=a.example.com\ncaddy.@a.path=/x/*\n"
                                     "caddy.handle=@a\ncaddy.handle.reverse_proxy={{upstreams 80}}\n");
  CHECK(lines_of(both) == "context_root=/x\n" + base + "differs caddy.handle\n");
}

TEST_CASE("an answer for what the blocks leave over does not concern the blocks") {
  CHECK(lines_of(caddy(wildcard + "caddy.@a=host a.example.com\ncaddy.handle=@a\n"
                                  "caddy.handle.reverse_proxy={{upstreams 80}}\ncaddy.respond=404\n")) == base);
  CHECK(lines_of(caddy(wildcard + "caddy.@a=host a.example.com\ncaddy.1_handle=@a\n"
                                  "caddy.1_handle.reverse_proxy={{upstreams 80}}\ncaddy.2_handle=\n"
                                  "caddy.2_handle.abort=\n")) == base + "unsupported caddy.2_handle.abort\n");
}

TEST_CASE("a matcher that is more than hosts and paths is no route") {
  const std::string s = "service s\ncaddy=http://a.example.com\n";
  for (const auto* matcher :
       {"not path /x/*", "method GET", "header X-A b", "path /exact", "path_regexp ^/x", "expression {path}=='/x'"}) {
    INFO(matcher);
    const auto all =
        caddy(s + "caddy.@m=" + matcher + "\ncaddy.handle=@m\ncaddy.handle.reverse_proxy={{upstreams 80}}\n");
    CHECK(all.at(0).labels.empty());
    CHECK(has_unsupported(all));
  }
}

TEST_CASE("of two ports of a service one is routed by Caddy's labels, and the other one is told") {
  const auto all = caddy("service s\ncaddy_0=http://a.example.com\ncaddy_0.reverse_proxy={{upstreams 80}}\n"
                         "caddy_1=http://b.example.com\ncaddy_1.reverse_proxy={{upstreams 9000}}\n");
  CHECK(lines_of(all) == base + "unsupported caddy_1.reverse_proxy\n");
  CHECK(notes_say(all[0], "com.docker.lb.port=9000"));
}

TEST_CASE("redirects of Caddy: whole hosts, and nothing else") {
  const auto with = [](const std::string& redir) {
    return lines_of(caddy("service s\ncaddy=http://a.example.com, http://www.a.example.com\n"
                          "caddy.reverse_proxy={{upstreams 80}}\ncaddy.@www=host www.a.example.com\ncaddy.redir=" +
                          redir + '\n'));
  };
  const std::string hosts = "hosts=a.example.com,www.a.example.com\nport=80\n";
  CHECK(with("@www http://a.example.com{uri} 308") == hosts + "redirects=www.a.example.com,http://a.example.com,308\n");
  CHECK(with("@www {scheme}://a.example.com{uri}") == hosts + "redirects=www.a.example.com,http://a.example.com,302\n");
  CHECK(with("@www http://a.example.com/start") == hosts + "unsupported caddy.redir\n");
  CHECK(with("/x http://b.example.com{uri}") == hosts + "unsupported caddy.redir\n");
  CHECK(with("@www https://www.a.example.com:8443{uri}") == hosts + "unsupported caddy.redir\n");
  CHECK(with("@www https://{labels.1}.example.com{uri}") == hosts + "unsupported caddy.redir\n");
}

TEST_CASE("a redirect of what other blocks leave over is not one of the whole host") {
  const auto all = caddy("service s\ncaddy=http://a.example.com\ncaddy.1_handle=/api/*\n"
                         "caddy.1_handle.reverse_proxy={{upstreams 80}}\ncaddy.2_handle=\n"
                         "caddy.2_handle.redir=http://b.example.com{uri}\n");
  CHECK(lines_of(all) == "context_root=/api\n" + base + "differs caddy.1_handle\nunsupported caddy.2_handle.redir\n");
}

TEST_CASE("a port that may be internal is not opened") {
  CHECK(caddy("service s\ncaddy=http://a.example.com:9090\ncaddy.reverse_proxy={{upstreams 80}}\n").at(0).unguarded);
}

TEST_CASE("directives of other services for the same site apply, too") {
  const auto all = caddy("service gate\ncaddy=http://*.example.com\ncaddy.basic_auth.joe=$2a$05$x\n" + wildcard +
                         "caddy.@a=host a.example.com\ncaddy.handle=@a\ncaddy.handle.reverse_proxy={{upstreams 80}}\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].labels.empty());
  CHECK(all[1].labels.contains("com.docker.lb.basic_auth"));
  CHECK(!all[1].unguarded);
}

TEST_CASE("a path that labels of another service close in the same site is not opened") {
  const auto with = [](const std::string& host) {
    return caddy("service gate\ncaddy=http://" + host + "\ncaddy.handle=/admin/*\ncaddy.handle.respond=403\n" + site)
        .at(1);
  };
  CHECK(with("a.example.com").unguarded);
  CHECK(!with("b.example.com").unguarded);
}
