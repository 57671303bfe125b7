// The meaning of the lines `expect …` of a case. `README.md` lists them.
#pragma once
#include "tests/http/raw_client.hpp"
#include "tests/http/recording_application.hpp"

#include <set>
#include <string>
#include <vector>

namespace signalbox::conformance {

/// One exchange, with the application alone or through a proxy.
struct leg {
  client_result client;
  std::vector<execution> executed;
  std::vector<execution> asked; ///< by `forward_auth`
};

struct outcome {
  leg direct; ///< empty unless `needs_direct`
  leg proxied;
  std::set<int> earlier_connections; ///< of the application, in earlier exchanges of the case
};

/// Throws std::runtime_error if the line has no meaning.
void check_expectation(const std::string& text);

/// Whether a line compares with what happens without a proxy.
bool needs_direct(const std::vector<expectation>& lines);

/// What is wrong; a case without lines is expected to be the `same`.
std::vector<std::string> failures_of(const std::vector<expectation>& lines, const outcome& seen);

} // namespace signalbox::conformance
