// The table of cases: one file for each subject in `cases/`. `README.md` has the format.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace signalbox::conformance {

using std::chrono::milliseconds;

/// What a peer does: in a request the client, in an answer the application.
struct step {
  enum class action {
    send,      ///< `bytes`
    pause,     ///< for `time`
    close,     ///< the connection, as after a complete message
    finish,    ///< closes only the own direction
    reset,     ///< the connection
    until,     ///< `bytes` have arrived
    answer,    ///< client: a final answer has arrived
    interim,   ///< client: an answer with a status of 1xx, or a final one, has arrived
    read_head, ///< application: the request's header has arrived
    read_body  ///< application: the request is complete
  };
  action what = action::send;
  std::string bytes;
  milliseconds time{0};
};

/// A line `expect …`, in its words; `expectations.hpp` has their meaning.
struct expectation {
  std::string text;
  int line = 0;
};

enum class transport { plain, tls, h2 };

/// A connection of the client, with one request or several.
struct exchange {
  std::vector<step> request, answer;
  std::vector<step> verdict; ///< the answer of the application that `forward_auth` asks
  std::vector<expectation> expected;
  transport over = transport::plain;
  std::string server_name; ///< of TLS
  std::string from;        ///< the client's address; empty: the usual one
  std::size_t answers = 1; ///< final answers that the client waits for
  std::size_t times = 1;
  milliseconds limit{5000};
  bool follow = true; ///< if the connection is kept, another request has to be answered on it
};

struct test_case {
  std::string name, subject, scene = "main";
  std::vector<exchange> exchanges;
  std::map<std::string, std::string> differs; ///< programs for which the case does not hold, with the reason
};

/// Throws std::runtime_error that names the file and the line.
std::vector<test_case> read_cases(const std::filesystem::path& file);

/// `\r`, `\n`, `\t`, `\0`, `\\`, `\xNN`, and `\{TEXT*N}`: TEXT, N times.
std::string unescaped(const std::string& text);

} // namespace signalbox::conformance
