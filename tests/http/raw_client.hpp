// A client that sends the bytes of a case and reads what comes back.
#pragma once
#include "tests/http/byte_stream.hpp"
#include "tests/http/case_file.hpp"
#include "tests/http/message.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace signalbox::conformance {

/// The bytes of a connection, as messages.
struct answer_list {
  std::vector<message> interim, answers;
  std::optional<message> partial; ///< an answer whose end has not arrived
  std::string rest;               ///< bytes behind the last answer
};

/// `methods` are those of the requests, in order.
answer_list split_answers(std::string_view bytes, const std::vector<std::string>& methods, bool closed);

struct client_result {
  std::string received;
  answer_list seen;
  ending end = ending::open;
  std::string error; ///< why there is no connection
  bool timed_out = false;
  milliseconds took{0};
  std::function<milliseconds(const std::string&)> arrival; ///< of a text, since the request began; or `never`
  std::optional<message> after;                            ///< the answer to another request on the same connection
  bool kept = false;                                       ///< the connection was promised to stay open
};

/// For what has not arrived.
constexpr milliseconds never{1'000'000};

/// When a text was complete, since `begin`.
milliseconds arrival_in(const inbox& in, steady::time_point begin, const std::string& text);

struct endpoint {
  std::string address;
  std::uint16_t port = 0;
};

/// Steps that have the placeholders of a case replaced.
struct client_script {
  std::vector<step> steps;
  std::string after;      ///< a request that is sent if the connection is kept; empty: none
  bool await_end = false; ///< the peer is to end the connection after the answer
};

client_result run_client(const exchange& what, const client_script& script, const endpoint& to, transport over);

/// The methods of all requests in the steps; GET if there is none.
std::vector<std::string> methods_in(const std::vector<step>& steps);

/// Whether the peer has promised that the connection takes another request.
bool stays_open(const message& answer);

} // namespace signalbox::conformance
