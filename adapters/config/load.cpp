#include "adapters/config/load.hpp"

#include "adapters/config/cross_checks.hpp"
#include "adapters/config/read_tables.hpp"
#include "adapters/config/values.hpp"

#include <filesystem>
#include <fstream>

namespace signalbox {
namespace {

constexpr unsigned deepest_nesting = 256; // the parser recurses once a level

loaded refused(const std::string& where, const std::string& what, const std::string& hint) {
  return {std::nullopt, {problem{severity::error, "", where, what, hint}}, {}};
}

/// The parser does not limit dotted keys, and each dot is a level.
bool is_nested_too_deep(const std::string& text) {
  unsigned dots = 0;
  for (char c : text) {
    dots = c == '.' ? dots + 1 : c == '\n' || c == '=' || c == ',' || c == '{' || c == '[' ? 0 : dots;
    if (dots > deepest_nesting)
      return true;
  }
  return false;
}

std::string remedy(const std::string& what) {
  if (what.find("redefine") != what.npos)
    return "the same name may stand there only once: rename one of the two, or put their keys together";
  if (what.find("utf-8") != what.npos)
    return "save the file as UTF-8";
  if (what.find("integer") != what.npos || what.find("boolean") != what.npos)
    return "texts and durations need quotes: \"3s\"";
  return "correct this first: the rest of the file is not checked";
}

} // namespace

loaded load_settings(const std::string& toml_text, const std::string& file_name) {
  report found(file_name);
  if (is_nested_too_deep(toml_text))
    return refused(file_name, "a key has more than 256 levels", "is this the right file?");
  try {
    auto file = toml::parse(std::string_view(toml_text), std::string_view(file_name));
    auto value = read_settings(file, found);
    check_core(value, found);
    check_clusters(value, found);
    check_ports(value, found);
    return {found.failed() ? std::nullopt : std::optional(std::move(value)), found.sorted(), found.positions()};
  } catch (const toml::parse_error& e) {
    std::string what(e.description());
    found.error(position_of(e.source()), "not valid TOML: " + what, remedy(what));
    return {std::nullopt, found.sorted(), {}};
  }
}

loaded load_settings_file(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed))
    return refused(path, "there is no such file", "check the path given with -c");
  if (std::filesystem::is_directory(path, failed))
    return refused(path, "is a directory", "give the path of the TOML file in it");
  std::ifstream file(path, std::ios::binary);
  std::string text(largest_settings_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file)
    return refused(path, "cannot be read", "check who may read it");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > largest_settings_file)
    return refused(path, "is larger than 1,024,000 bytes", "a Docker config object cannot hold it either");
  return load_settings(text, path);
}

} // namespace signalbox
