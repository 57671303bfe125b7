#include "adapters/cli/convert/caddy_site.hpp"

#include "messages/text/value_grammars.hpp"

#include <algorithm>
#include <cctype>

namespace signalbox {
namespace {

bool all_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

/// `2_handle` and `handle_2` are both `handle`.
std::string bare(const std::string& part) {
  auto name = part;
  if (const auto dash = name.find('_'); dash != std::string::npos && all_digits(name.substr(0, dash)))
    name = name.substr(dash + 1);
  if (const auto dash = name.rfind('_'); dash != std::string::npos && all_digits(name.substr(dash + 1)))
    name = name.substr(0, dash);
  return name;
}

bool is_site(const std::string& first) {
  return first == "caddy" || (first.starts_with("caddy_") && all_digits(first.substr(6)));
}

} // namespace

std::map<std::string, caddy_node> read_caddy_labels(const label_map& labels) {
  std::map<std::string, caddy_node> sites;
  for (const auto& [label, value] : labels) {
    const auto parts = split(label, '.');
    if (!is_site(std::string(parts.front())))
      continue;
    auto* node = &sites[std::string(parts.front())];
    for (std::size_t i = 1; i < parts.size(); ++i) {
      node->label = node->label.empty() ? label : node->label;
      node = &node->children[std::string(parts[i])];
      node->name = bare(std::string(parts[i]));
    }
    node->value = value;
    node->label = label;
  }
  return sites;
}

std::vector<std::string> words_of(const std::string& arguments) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = arguments.find_first_not_of(" \t\n", at)) != std::string::npos) {
    const char c = arguments[at];
    const bool quoted = c == '"' || c == '`', template_word = arguments.compare(at, 2, "{{") == 0;
    auto end = quoted          ? arguments.find(c, at + 1)
               : template_word ? arguments.find("}}", at)
                               : arguments.find_first_of(" \t\n", at);
    if (end == std::string::npos)
      end = arguments.size();
    if (template_word)
      end = std::min(end + 2, arguments.size());
    words.push_back(quoted ? arguments.substr(at + 1, end - at - 1) : arguments.substr(at, end - at));
    at = std::min(end + (quoted ? 1 : 0), arguments.size());
  }
  return words;
}

std::vector<caddy_address> addresses_of(const std::string& value) {
  std::vector<caddy_address> all;
  auto text = value;
  std::replace(text.begin(), text.end(), ',', ' ');
  for (auto word : words_of(text)) {
    caddy_address a;
    if (const auto scheme = word.find("://"); scheme != std::string::npos) {
      a.plain = word.substr(0, scheme) == "http";
      word = word.substr(scheme + 3);
    }
    a.has_path = word.find('/') < word.size() - 1;
    word = word.substr(0, word.find('/'));
    if (const auto colon = word.rfind(':'); colon != std::string::npos) {
      a.port = word.substr(colon + 1);
      word = word.substr(0, colon);
    }
    a.plain |= a.port == "80";
    a.host = word == "*" ? "" : word;
    all.push_back(std::move(a));
  }
  return all;
}

} // namespace signalbox
