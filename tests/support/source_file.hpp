#pragma once
#include <fstream>
#include <iterator>
#include <string>

namespace signalbox::test {

/// A file of the checkout, by its path from the top; "" if it does not exist.
inline std::string contents(const std::string& path) {
  std::ifstream file(SIGNALBOX_SOURCE_DIR "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace signalbox::test
