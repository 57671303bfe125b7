#include "adapters/docker/decode_event.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/samples.hpp"

#include <sstream>

using namespace signalbox;

namespace {

std::string told(std::string_view line) {
  const auto event = decode_event(line);
  if (std::holds_alternative<ignored_event>(event))
    return "ignored";
  if (const auto* bad = std::get_if<unreadable_event>(&event))
    return "unreadable: " + bad->why;
  const auto& e = std::get<engine_event>(event);
  return e.type + ' ' + e.action + ' ' + e.id + ' ' + e.name;
}

} // namespace

TEST_CASE("events of a real engine are read") {
  std::stringstream lines(test::sample("events.txt"));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);)
    all.push_back(told(line));
  CHECK(all == std::vector<std::string>{
                   "service update olfkxagcsw4epl5ikrlgu83fq demo", "service update olfkxagcsw4epl5ikrlgu83fq demo",
                   "secret create rmi9y7tmn05909745wdjqdxud sec1", "node update gwvbsmcst1p52n8s395app8c2 m", "ignored",
                   "ignored"}); // the last two are containers that joined a network
}

TEST_CASE("events of other kinds and empty lines are ignored") {
  CHECK(told("") == "ignored");
  CHECK(told(" \r") == "ignored");
  CHECK(told(R"({"Type":"container","Action":"start"})") == "ignored");
}

TEST_CASE("an action ends at its colon") {
  CHECK(told(R"({"Type":"service","Action":"update: x","Actor":{"ID":"a"}})") == "service update a ");
}

TEST_CASE("a line that is no event is reported, but not shown") {
  for (const char* line : {"secret", "{", "[]", R"({"Type":1})", R"({"Type":"service","Actor":[]})", "{}"}) {
    CHECK(told(line).starts_with("unreadable: an event cannot be read: "));
    CHECK(told(line).find("secret") == std::string::npos);
  }
}
