// Reads nginx's own syntax just far enough to know where a directive begins and ends. Operators may add raw directives;
// a quote or a brace too few in them would otherwise be found by a proxy that does not start.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// What a piece of configuration consists of.
struct directive_scan {
  std::vector<std::string> names; ///< first word of each directive, outermost level only, in order
  bool open = false;              ///< the last directive lacks its `;`
  std::size_t end = 0;            ///< where the last word outside of comments ends
  bool has_blocks = false;        ///< there is a `{`
  std::string error;              ///< why nginx could not read it; empty if it could
};

directive_scan scan_directives(std::string_view text);

} // namespace signalbox
