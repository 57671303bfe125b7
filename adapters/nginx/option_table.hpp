// Every key of `[Extensions.<name>.Config]` that Interlock documents for nginx.
#pragma once
#include "adapters/nginx/option_grammar.hpp"

#include <span>
#include <string_view>

namespace signalbox {

/// One key.
struct option_description {
  std::string_view key;
  const option_grammar* grammar; ///< none: it is accepted, as Interlock does, and has no effect
  std::string_view fallback;     ///< what holds if the key is missing or "", as nginx takes it
  std::string_view directive;    ///< of nginx, for people
  std::string_view sentence;     ///< completes "it …"
};

/// Sorted by key.
std::span<const option_description> option_table();

} // namespace signalbox
