// The kinds of value that only HAProxy's options have.
#pragma once
#include "adapters/proxy/common/option_grammar.hpp"

#include <optional>

namespace signalbox {

/// `TLSv1.2 TLSv1.3` as HAProxy has it: a first and a last version. None if one in between is left out.
std::optional<std::string> tls_bounds(std::string_view text);

namespace grammars {

extern const option_grammar admin_user, admin_password, bind_words, connection_count, key_bits, global_lines,
    default_lines, tls_range;

} // namespace grammars

} // namespace signalbox
