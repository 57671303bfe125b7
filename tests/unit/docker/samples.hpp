// Answers of a Docker Engine 20.10.24, shortened.
#pragma once
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace signalbox::test {

inline std::string sample(const std::string& name) {
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/tests/unit/docker/samples/" + name);
  if (!file)
    throw std::runtime_error("no sample " + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace signalbox::test
