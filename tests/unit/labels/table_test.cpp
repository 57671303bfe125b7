#include "adapters/labels/labels.hpp"
#include "adapters/labels/nearest.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>

using namespace signalbox;

TEST_CASE("the table is sorted and names each label once, in full") {
  const auto table = label_table();
  for (std::size_t i = 0; i < table.size(); ++i) {
    CHECK(table[i].name.starts_with("com.docker.lb."));
    CHECK_FALSE(table[i].sentence.empty());
    if (i > 0)
      CHECK(table[i - 1].name < table[i].name);
  }
}

TEST_CASE("the README shows the table as it is") {
  std::ifstream file(SIGNALBOX_SOURCE_DIR "/adapters/labels/README.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const auto& row : label_table()) {
    const auto line = "| `" + std::string(row.name) + "` | " + (row.acted_on ? "yes" : "no") + " | " +
                      std::string(row.sentence) + " |\n";
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("the nearest name is one that a slip of the finger explains") {
  constexpr std::array<std::string_view, 3> known{"hosts", "port", "network"};
  CHECK(nearest("host", known) == "hosts");
  CHECK(nearest("HOSTS", known) == "hosts");
  CHECK(nearest("netwrok", known) == "network");
  CHECK(nearest("prt", known) == "port");
  CHECK(nearest("zebra", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest(std::string(65536, 'h'), known).empty());
}
