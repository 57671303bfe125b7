#include "adapters/docker/decode_event.hpp"

#include "adapters/docker/json_read.hpp"

namespace signalbox {

namespace {

bool is_wanted(const std::string& type) {
  return type == "service" || type == "node" || type == "network" || type == "config" || type == "secret";
}

} // namespace

std::variant<engine_event, ignored_event, unreadable_event> decode_event(std::string_view line) try {
  using namespace json_read;
  if (line.find_first_not_of(" \t\r") == std::string_view::npos)
    return ignored_event{};
  const auto parsed = document(line);
  engine_event event;
  event.type = needed_text(parsed, "Type");
  const auto scope = text(parsed, "scope");
  if (!is_wanted(event.type) || (!scope.empty() && scope != "swarm"))
    return ignored_event{};
  event.action = text(parsed, "Action");
  event.action = event.action.substr(0, event.action.find(':'));
  const auto& actor = at(parsed, "Actor");
  event.id = text(actor, "ID");
  event.name = text(at(actor, "Attributes"), "name");
  return event;
} catch (const std::exception& e) {
  return unreadable_event{std::string("an event cannot be read: ") + e.what()};
}

} // namespace signalbox
