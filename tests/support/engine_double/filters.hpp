// Docker's `filters` parameter, and the errors of its API.
#pragma once
#include "tests/support/engine_double/objects.hpp"

#include <initializer_list>
#include <string>

namespace signalbox::twin {

/// Answered as `{"message": …}` with this status.
struct api_error {
  unsigned status = 500;
  std::string message;
};

/// `rpc error: code = CODE desc = WHAT`: an error of SwarmKit that dockerd returns.
api_error rpc_error(unsigned status, const std::string& code, const std::string& what);

class filter_set {
public:
  /// Accepts both forms, `{"name":["x"]}` and `{"name":{"x":true}}`. Throws api_error for text that is not JSON (500)
  /// or a key that is not allowed (400).
  filter_set(const std::string& text, std::initializer_list<const char*> allowed);
  bool has(const std::string& key) const { return values_.count(key) > 0; }
  const std::set<std::string>& values(const std::string& key) const;
  /// True if there is no such filter.
  bool exact(const std::string& key, const std::string& value) const;
  bool prefix(const std::string& key, const std::string& value) const;
  /// Every `label` filter must match: `key` or `key=value`.
  bool labels(const json& labels) const;

private:
  std::map<std::string, std::set<std::string>> values_;
};

/// Parses a request's body; throws 400 with dockerd's message if it is invalid.
json parse_body(const std::string& text);

} // namespace signalbox::twin
