#include "adapters/config/key_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_file.hpp"
#include "tests/unit/config/load_support.hpp"

#include <regex>

using namespace signalbox;
using test::contents;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

template <class T>
T plain(const T& value) {
  return value;
}
/// If a default depends on other keys, the documented default is that of a block without other keys.
template <class T>
T plain(const std::optional<T>& value) {
  return value.value_or(T{});
}

template <class Owner>
void check_equal(std::span<const key_row<Owner>> rows, const Owner& a, const Owner& b) {
  for (const auto& row : rows) {
    INFO(row.key);
    auto check = [&](auto field) {
      if constexpr (!std::is_same_v<decltype(field), std::monostate>)
        CHECK((plain(a.*field) == plain(b.*field)));
    };
    std::visit(check, row.field);
  }
}

std::string file_with(const key_description& key, const std::string& value) {
  auto line = std::string(key.key) + " = " + value + '\n';
  return key.scope == key_scope::core ? line + "[Extensions.x]\n" : "[Extensions.x]\n" + line;
}

} // namespace

TEST_CASE("the table has every key of Interlock once") {
  std::vector<std::string> core, extension;
  for (const auto& key : key_table())
    (key.scope == key_scope::core ? core : extension).emplace_back(key.key);
  CHECK(core == std::vector<std::string>{"ListenAddr", "DockerURL", "TLSCACert", "TLSCert", "TLSKey", "AllowInsecure",
                                         "PollInterval", "EndpointOverride", "AgentKeyFile", "SwarmControlSocket",
                                         "SwarmCertificates", "Extensions"});
  CHECK(extension == std::vector<std::string>{"Image",
                                              "Args",
                                              "ServiceName",
                                              "Labels",
                                              "ContainerLabels",
                                              "Constraints",
                                              "PlacementPreferences",
                                              "Networks",
                                              "ProxyImage",
                                              "ProxyArgs",
                                              "ProxyServiceName",
                                              "ProxyConfigPath",
                                              "ProxyReplicas",
                                              "ProxyStopSignal",
                                              "ProxyStopGracePeriod",
                                              "ProxyConstraints",
                                              "ProxyPlacementPreferences",
                                              "ProxyUpdateDelay",
                                              "ProxyLabels",
                                              "ProxyContainerLabels",
                                              "ServiceCluster",
                                              "PublishMode",
                                              "PublishedPort",
                                              "TargetPort",
                                              "PublishedSSLPort",
                                              "TargetSSLPort",
                                              "Template",
                                              "HitlessServiceUpdate",
                                              "ConfigImage",
                                              "ConfigServiceName",
                                              "Config"});
}

TEST_CASE("a key written with its documented default changes nothing") {
  for (const auto& key : key_table()) {
    if (key.default_value.empty())
      continue;
    auto value = replaced(std::string(key.default_value), "<name>", "x");
    INFO(key.key << " = " << value);
    auto with = load_settings(file_with(key, value), "f"), without = load_settings("[Extensions.x]\n", "f");
    REQUIRE(with.value);
    check_equal(core_keys(), *with.value, *without.value);
    check_equal(extension_keys(), with.value->clusters.at(0), without.value->clusters.at(0));
  }
}

TEST_CASE("a key of the wrong type is an error that names the key") {
  for (const auto& key : key_table()) {
    INFO(key.key);
    auto wrong = key.key == "Extensions" ? std::string("Extensions = 1\n") : file_with(key, "1979-05-27");
    auto found = load_settings(wrong, "f");
    CHECK(!found.value);
    REQUIRE(found.found.size() == 1);
    CHECK(mentions(found.found[0].what, std::string(key.key) + " is "));
    CHECK(!found.found[0].hint.empty());
  }
}

TEST_CASE("this folder's page lists every key") {
  auto page = contents("adapters/config/README.md");
  for (const auto& key : key_table()) {
    std::string row = "| `" + std::string(key.key) + "` | " + std::string(key.type) + " | " +
                      (key.default_value.empty() ? "" : '`' + std::string(key.default_value) + '`') + " | " +
                      std::string(key.meaning) + " |";
    INFO(row);
    CHECK(mentions(page, row));
  }
}

TEST_CASE("the example configuration is valid, and lists every key with its default and a sentence") {
  auto example = load_settings_file(std::string(SIGNALBOX_SOURCE_DIR) + "/deploy/config.toml");
  for (const auto& p : example.found) {
    INFO(to_string(p));
    CHECK(p.level == severity::warning);
  }
  REQUIRE(example.value);
  const auto text = contents("deploy/config.toml");
  for (const auto& key : key_table()) {
    INFO(key.key);
    const std::string name(key.key);
    if (key.default_value.empty() || key.default_value == "{}") { // a table
      CHECK((mentions(text, '.' + name + ']') || mentions(text, '[' + name + ']')));
      continue;
    }
    const auto fallback = std::regex_replace(std::string(key.default_value), std::regex("<name>"), "us-east");
    std::smatch line;
    REQUIRE(std::regex_search(text, line, std::regex("\n *(# )?" + name + " = ([^\n]*[^ \n]) +# ([^\n]*\\.)(?=\n)")));
    const bool said = !line[1].matched && mentions(line[3].str(), "(default: " + fallback + ")");
    CHECK((line[2] == fallback || said));
  }
}
