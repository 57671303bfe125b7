// Kinds of values of nginx's options only.
#pragma once
#include "adapters/proxy/common/option_grammar.hpp"

namespace signalbox::grammars {

extern const option_grammar account, access_log, error_log, workers, open_files, connections, http_version, time, times,
    buffer_size, buffers, hash_bytes, zone_kilobytes, log_format, main_lines, http_lines, tcp_lines;

} // namespace signalbox::grammars
