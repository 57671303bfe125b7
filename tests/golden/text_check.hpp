// Reads a rendered text as nginx would, and says what in it no route can have asked for. On purpose it shares nothing
// with the renderer or with the grammar of labels: it knows which directives there may be, and what may follow them.
#pragma once
#include <string>
#include <vector>

namespace signalbox::golden {

/// A directive with its words unquoted, and what is in its block.
struct directive {
  std::vector<std::string> words;
  std::vector<directive> block;
};

/// Throws std::runtime_error where nginx could not read on.
std::vector<directive> read_directives(const std::string& text);

/// Empty if there is nothing in the text that must not be there; else the first such thing.
std::string foreign_to_routes(const std::string& text);

/// The text of each host, by its name: everything from one empty line to the next. The part in front of the first host
/// has the name `*`.
std::vector<std::pair<std::string, std::string>> host_parts(const std::string& text);

} // namespace signalbox::golden
