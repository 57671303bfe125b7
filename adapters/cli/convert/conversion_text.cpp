#include "adapters/cli/convert/conversion.hpp"

#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

const char* name_of(conversion_note::kind level) {
  switch (level) {
  case conversion_note::kind::unsupported:
    return "unsupported";
  case conversion_note::kind::differs:
    return "differs";
  case conversion_note::kind::prerequisite:
    return "prerequisite";
  }
  return "";
}

/// Makes one line for a comment: a line break in a label must not start a command.
std::string one_line(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = ' ';
  return text;
}

/// Quotes the text as one word of a shell command.
std::string quoted(const std::string& text) {
  if (!text.empty() &&
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._,:/=-") ==
          std::string::npos)
    return text;
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string service_part(const conversion& c) {
  std::string text = "# " + one_line(c.service) + '\n';
  for (const auto& n : c.notes)
    text += "#   " + std::string(name_of(n.level)) + ": " + one_line(n.label.empty() ? "" : n.label + ": ") +
            one_line(n.text) + '\n';
  if (c.labels.empty())
    return text + "#   nothing is printed for this service\n";
  if (c.unguarded)
    text += "#   without the unsupported options clients would reach more than now, so this is only a comment:\n";
  const std::string start = c.unguarded ? "# " : "";
  text += start + "docker service update --detach \\\n";
  for (const auto& [label, value] : c.labels)
    text += start + "    --label-add " + quoted(label + '=' + value) + " \\\n";
  return text + start + "    " + quoted(c.service) + '\n';
}

} // namespace

std::string conversion_script(const conversions& all) {
  std::string text;
  for (const auto& c : all)
    text += (text.empty() ? "" : "\n") + service_part(c);
  return text;
}

std::string conversion_json(const conversions& all) {
  using json = nlohmann::ordered_json;
  auto list = json::array();
  for (const auto& c : all) {
    auto notes = json::array();
    for (const auto& n : c.notes)
      notes.push_back({{"level", name_of(n.level)}, {"label", n.label}, {"text", n.text}});
    list.push_back({{"service", c.service}, {"labels", c.labels}, {"unguarded", c.unguarded}, {"notes", notes}});
  }
  return json{{"services", list}}.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace signalbox
