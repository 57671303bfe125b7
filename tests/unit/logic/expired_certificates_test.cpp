#include "actors/extension/expired_certificates.hpp"
#include "tests/support/catch.hpp"

using namespace signalbox;

namespace {

agent_report word(const std::string& task, std::set<std::string> expired) {
  agent_report r;
  r.task = task;
  r.expired = std::move(expired);
  return r;
}

route_table routes() {
  host_route shop;
  shop.host = "shop.local";
  shop.certificate = "shop.crt";
  shop.certified_by = "shop";
  route_settings speaks_tls;
  speaks_tls.tls = backend_tls{true, "ca.crt", "proxy.crt", "proxy.key", ""};
  shop.paths = {{"/", "", false, {{"shop", {}}, {"shop-2", {}}}, speaks_tls}};
  host_route plain;
  plain.host = "plain.local";
  plain.paths = {{"/", "", false, {{"plain", {}}}, {}}};
  route_table t;
  t.hosts = {plain, shop};
  return t;
}

std::vector<std::string> told(const expired_certificates& e) {
  std::vector<std::string> lines;
  for (const auto& p : e.found_in(routes()))
    lines.push_back(p.service + " " + p.where);
  return lines;
}

} // namespace

TEST_CASE("only services that name an expired certificate get a warning") {
  expired_certificates e;
  CHECK(told(e).empty());
  CHECK(e.take(word("t1", {"shop.crt", "other.crt"})));
  CHECK(told(e) == std::vector<std::string>{"shop label com.docker.lb.ssl_cert"});
  CHECK(e.found_in(routes()).at(0).level == severity::warning);
  CHECK(e.found_in(routes()).at(0).what.find("shop.crt has expired") != std::string::npos);
  CHECK(e.take(word("t1", {"proxy.crt", "ca.crt"})));
  CHECK(told(e) == std::vector<std::string>{
                       "shop label com.docker.lb.ssl_backend_ca", "shop label com.docker.lb.ssl_backend_cert",
                       "shop-2 label com.docker.lb.ssl_backend_ca", "shop-2 label com.docker.lb.ssl_backend_cert"});
}

TEST_CASE("an expired certificate that one of several tasks reports counts while that task reports") {
  expired_certificates e;
  CHECK(e.take(word("t1", {"shop.crt"})));
  CHECK(!e.take(word("t2", {})));
  CHECK(!e.take(word("t1", {"shop.crt"})));
  CHECK(!told(e).empty());
  bool forgotten = false;
  for (int i = 0; i < 20; ++i)
    forgotten = e.take(word("t2", {})) || forgotten;
  CHECK(forgotten);
  CHECK(told(e).empty());
}
