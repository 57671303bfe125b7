// A lenient splitter of HTTP/1 messages: it accepts what applications and clients send, so that both can be compared.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::conformance {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct message {
  std::string start_line;
  header_list headers; ///< names as sent; values without blanks around them
  std::string body;    ///< without the framing of chunks
  header_list trailers;
  std::size_t size = 0;      ///< bytes of the whole message
  bool until_closed = false; ///< the end of the connection is the end of the body
  bool chunked = false;
};

enum class message_kind { request, answer };

/// What is known of a message that is not complete.
struct split_result {
  std::optional<message> head; ///< once the empty line has arrived; `body` has what arrived of it
  bool complete = false;
  bool malformed = false; ///< the framing cannot be read
};

/// Splits the first message off. `method` is the request's, for answers; `closed` means that no more bytes follow.
split_result split_message(std::string_view bytes, message_kind kind, std::string_view method = {},
                           bool closed = false);

/// The last value of a header, whose name is compared without regard to case.
std::optional<std::string> header_of(const header_list& headers, std::string_view name);

std::string method_of(const message& request);
std::string target_of(const message& request);
/// 0 if the start line has no status.
int status_of(const message& answer);

std::string lower_case(std::string_view text);
bool same_name(std::string_view a, std::string_view b);
std::vector<std::string> comma_list(std::string_view text);

/// Text in which control characters and bytes above 0x7e are escaped, cut after `most` bytes.
std::string printable(std::string_view bytes, std::size_t most = 300);

} // namespace signalbox::conformance
