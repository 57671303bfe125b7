// The client of `over h2`: the case is written as HTTP/1, and sent and shown as if it were.
#pragma once
#include "tests/http/raw_client.hpp"

namespace signalbox::conformance {

/// Throws std::runtime_error if there is no connection. Each request of the script is a stream.
client_result run_http2_client(const exchange& what, const client_script& script, byte_stream stream);

/// The header of a message as HTTP/2 has it: names in small letters, the start line in pseudo-headers, and nothing that
/// frames HTTP/1.
header_list http2_fields(const message& request_or_answer);

/// The message that arrived on a stream, with a start line of HTTP/2.0.
message message_of(const header_list& fields);

} // namespace signalbox::conformance
