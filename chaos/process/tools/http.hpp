// The part of HTTP that the harness needs: one request per connection, over TCP or a unix socket, with a deadline.
#pragma once
#include <chrono>
#include <string>

namespace signalbox::chaos {

/// `status` is 0 if there was no complete answer.
struct http_answer {
  int status = 0;
  std::string body;
};

/// `address`: `10.0.0.1:80`, or the path of a unix socket. The deadline is for each step: connecting, sending,
/// each read. Uses HTTP/1.0, so that the answer is not chunked.
http_answer ask(const std::string& address, const std::string& method, const std::string& target,
                const std::string& host, const std::string& body, std::chrono::milliseconds deadline);

/// A connected socket, or -1.
int connect_to(const std::string& address, std::chrono::milliseconds deadline);

/// A socket that listens at this path, which it replaces; exits the process on failure.
int listen_at(const std::string& path);

/// False if not all bytes could be sent.
bool send_all(int socket, const char* bytes, std::size_t count);

} // namespace signalbox::chaos
