// Parses nginx's syntax only as far as needed to find where a directive begins and ends. Operators may add raw
// directives; without this check a missing quote or brace would prevent the proxy from starting.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

/// Contents of a piece of configuration.
struct directive_scan {
  std::vector<std::string> names; ///< first word of each directive, outermost level only, in order
  bool open = false;              ///< the last directive lacks its `;`
  std::size_t end = 0;            ///< end of the last word outside of comments
  bool has_blocks = false;        ///< there is a `{`
  std::string error;              ///< syntax error of nginx; empty: none
};

directive_scan scan_directives(std::string_view text);

} // namespace signalbox
