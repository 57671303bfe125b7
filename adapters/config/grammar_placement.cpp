// Swarm accepts a constraint with an unknown attribute, and then places no task on any node. So the attribute is
// checked here.
#include "adapters/config/grammar.hpp"

#include "adapters/config/characters.hpp"

#include <algorithm>
#include <array>

namespace signalbox {
namespace {

constexpr std::array label_prefixes = {std::string_view("node.labels."), std::string_view("engine.labels.")};
constexpr std::array attributes = {std::string_view("node.id"),          std::string_view("node.hostname"),
                                   std::string_view("node.ip"),          std::string_view("node.role"),
                                   std::string_view("node.platform.os"), std::string_view("node.platform.arch")};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

bool is_label(std::string_view text) {
  return std::any_of(label_prefixes.begin(), label_prefixes.end(), [text](std::string_view prefix) {
    return text.starts_with(prefix) && text.size() > prefix.size() && only(text, "-_.");
  });
}

} // namespace

std::optional<invalid_text> check_constraint(std::string_view text) {
  auto sign = text.find("==");
  if (auto other = text.find("!="); other < sign)
    sign = other;
  if (sign == text.npos)
    return invalid_text{"has neither == nor !=", "write it like \"node.labels.region==us-east\""};
  auto attribute = trimmed(text.substr(0, sign)), value = trimmed(text.substr(sign + 2));
  if (!is_label(attribute) && std::find(attributes.begin(), attributes.end(), attribute) == attributes.end())
    return invalid_text{"asks for an attribute that no node has",
                        "use node.labels.NAME, engine.labels.NAME, node.id, node.hostname, node.ip, node.role, "
                        "node.platform.os or node.platform.arch"};
  if (value.empty() || !only(value, ":-_ .*()?+[]\\^$|/"))
    return invalid_text{"has no value that Swarm allows", "write it like \"node.labels.region==us-east\""};
  if (attribute == "node.role" && value != "manager" && value != "worker")
    return invalid_text{"asks for a role that no node has", "a role is manager or worker"};
  return {};
}

std::optional<invalid_text> check_preference(std::string_view text) {
  constexpr std::string_view strategy = "spread=";
  if (text.starts_with(strategy))
    text.remove_prefix(strategy.size());
  if (is_label(text))
    return {};
  return invalid_text{"is not a placement preference", "write it like \"spread=node.labels.rack\""};
}

} // namespace signalbox
