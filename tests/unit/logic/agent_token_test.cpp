// The token of a proxy's agents is a secret of its service; a new core does not write it again.
#include "tests/support/catch.hpp"
#include "tests/unit/logic/cluster_with_core.hpp"
#include "tests/unit/logic/proxy_model.hpp"

using namespace signalbox;

namespace {

struct with_token : proxy_model {
  explicit with_token(const std::string& token = "0123456789abcdef") : proxy_model(showing(token)) {}

private:
  static cluster_settings showing(const std::string& token) {
    auto s = with_core();
    s.agent_token = token;
    s.proxy_replicas = 1;
    return s;
  }
};

struct without_token : with_token {
  without_token() : with_token("") {}
};

} // namespace

TEST_CASE_METHOD(with_token, "agents get their token as a secret of the service") {
  apply("one");
  REQUIRE(secrets.size() == 1);
  const auto& [name, value] = *secrets.begin();
  CHECK(name.starts_with("com.docker.interlock.token.us-east."));
  CHECK(name.size() <= 64); // Docker's limit
  CHECK(value == "0123456789abcdef");
  CHECK(live->spec.secrets.at("signalbox-agent-token") == name);
  secrets.clear();
  restart_core();
  apply("two");
  CHECK(texts_served() == std::vector<std::string>{"two"});
  CHECK(updates == 0);
  CHECK(secrets.empty()); // no update, so no secret is created
}

TEST_CASE_METHOD(without_token, "without a configured token there is no secret") {
  apply("one");
  CHECK(secrets.empty());
  CHECK(live->spec.secrets.empty());
}
