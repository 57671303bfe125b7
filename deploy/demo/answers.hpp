// What the demo application says, apart from how it is carried: a request goes in, a response comes out.
// Its paths and its /ping are those of the application that Interlock's walkthroughs deploy, so that their
// commands show the same here.
#pragma once

#include <boost/beast/http.hpp>

#include <chrono>
#include <string>

namespace signalbox::demo {

namespace http = boost::beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

/// Who answers: the same for every request of one process.
struct identity {
  std::string instance; ///< host name; in a container, the start of the container's id
  std::string version = "0.1";
  std::string metadata; ///< from the environment, left out of /ping where empty
};

struct answer {
  response reply;
  std::chrono::milliseconds delay{0}; ///< how long the caller waits for it; at most one minute
};

/// Never throws: what cannot be answered is a 404.
answer answer_to(const request& asked, const identity& self);

} // namespace signalbox::demo
