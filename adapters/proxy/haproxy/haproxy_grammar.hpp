// Kinds of values of HAProxy's options only.
#pragma once
#include "adapters/proxy/common/option_grammar.hpp"

#include <optional>

namespace signalbox {

/// `TLSv1.2 TLSv1.3` in HAProxy's form: a lowest and a highest version. None if a version between them is missing.
std::optional<std::string> tls_bounds(std::string_view text);

namespace grammars {

extern const option_grammar admin_user, admin_password, bind_words, connection_count, key_bits, global_lines,
    default_lines, tls_range;

} // namespace grammars

} // namespace signalbox
