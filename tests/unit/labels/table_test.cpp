#include "messages/labels/labels.hpp"
#include "messages/text/nearest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_file.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <string>

using namespace signalbox;
using test::contents;

namespace {

/// Whether a test, golden or on a real Swarm, sets the label: `.hosts=`, ` hosts=`, `.hosts: ` or `.x-own=` of a
/// family.
bool sets(const std::string& test, std::string_view label) {
  const bool family = label.ends_with('*');
  const std::string stem(label.substr(0, label.size() - (family ? 1 : 0)));
  return std::regex_search(test, std::regex("[. '\"]" + std::regex_replace(stem, std::regex("\\."), "\\.") +
                                            (family ? "[A-Za-z-]+=" : "(=|: )")));
}

} // namespace

TEST_CASE("the table is sorted and says everything of each label") {
  const auto table = label_table();
  for (std::size_t i = 0; i < table.size(); ++i) {
    CHECK_FALSE(table[i].value.empty());
    CHECK_FALSE(table[i].description.empty());
    CHECK_FALSE(table[i].source.empty());
    if (i > 0)
      CHECK(table[i - 1].name < table[i].name);
  }
}

TEST_CASE("the README has the same rows as the table, and each row names tests that set the label") {
  const std::string to_top = "../../"; // the page's links are relative to its folder
  const auto text = contents("messages/labels/README.md");
  for (const auto& row : label_table()) {
    const auto start = "| `" + std::string(row.name) + "` | " + std::string(row.value) + " | " +
                       (row.default_value.empty() ? "" : std::string(row.default_value) + ' ') + "| " +
                       std::string(row.description) + " | " + std::string(row.source) + " | ";
    CAPTURE(start);
    const auto at = text.find(start);
    REQUIRE(at != std::string::npos);
    const auto tests = text.substr(at + start.size(), text.find('\n', at) - at - start.size());
    CAPTURE(tests);
    std::size_t golden = 0, swarm = 0;
    for (auto open = tests.find("]("); open != tests.npos; open = tests.find("](", open + 1)) {
      const auto link = tests.substr(open + 2, tests.find(')', open) - open - 2);
      CAPTURE(link);
      REQUIRE(link.starts_with(to_top));
      const auto path = link.substr(to_top.size());
      CHECK(sets(contents(path), row.name));
      (path.starts_with("tests/swarm/") ? swarm : golden) += 1;
    }
    CHECK(golden > 0);
    CHECK(swarm > 0);
    const auto haproxy = tests.substr(std::min(tests.size(), tests.rfind(") | ") + 4));
    CHECK(std::regex_match(haproxy, std::regex("(yes|differs|left out|warned) \\|")));
  }
}

TEST_CASE("the nearest name is at the distance of a typing error") {
  constexpr std::array<std::string_view, 3> known{"hosts", "port", "network"};
  CHECK(nearest("host", known) == "hosts");
  CHECK(nearest("HOSTS", known) == "hosts");
  CHECK(nearest("netwrok", known) == "network");
  CHECK(nearest("prt", known) == "port");
  CHECK(nearest("zebra", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest(std::string(65536, 'h'), known).empty());
}
