// Parses a rendered text like nginx, and returns the first part that no route can cause. Independent of the renderer
// and the label grammar on purpose: it has its own list of directives and their arguments.
#pragma once
#include <string>
#include <vector>

namespace signalbox::golden {

/// A directive with its words unquoted, and the contents of its block.
struct directive {
  std::vector<std::string> words;
  std::vector<directive> block;
};

/// Throws std::runtime_error at a syntax error.
std::vector<directive> read_directives(const std::string& text);

/// Empty if the text contains only allowed directives; otherwise the first other one.
std::string foreign_to_routes(const std::string& text);

/// The text of each host, by its name: everything from one empty line to the next. The part before the first host has
/// the name `*`.
std::vector<std::pair<std::string, std::string>> host_parts(const std::string& text);

} // namespace signalbox::golden
