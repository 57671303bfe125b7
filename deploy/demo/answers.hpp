// Responses of the demo application, independent of the transport.
// Its paths and its /ping are those of the application in Interlock's walkthroughs, so that their commands give the
// same output here.
#pragma once

#include <boost/beast/http.hpp>

#include <chrono>
#include <string>

namespace signalbox::demo {

namespace http = boost::beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

/// Identity of the process: the same for every request.
struct identity {
  std::string instance; ///< host name; in a container, the start of the container's id
  std::string version = "0.1";
  std::string metadata; ///< from the environment; left out of /ping if empty
};

struct answer {
  response reply;
  std::chrono::milliseconds delay{0}; ///< time before the response; at most one minute
};

/// Never throws: an unknown request gets a 404.
answer answer_to(const request& asked, const identity& self);

} // namespace signalbox::demo
