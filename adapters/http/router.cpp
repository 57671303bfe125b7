#include "adapters/http/router.hpp"

#include "messages/problem.hpp"

#include <algorithm>
#include <exception>

namespace signalbox {
namespace {

bool fits(const http_route& r, const std::string& path) {
  return r.how == path_match::exact ? path == r.path : path.rfind(r.path, 0) == 0;
}

bool takes(const http_route& r, const std::string& method) {
  return r.methods.empty() || std::find(r.methods.begin(), r.methods.end(), method) != r.methods.end();
}

http_reply call(const http_handler& handler, const http_request& request) {
  try {
    return handler(request);
  } catch (const std::exception& e) {
    return problem_reply(500, std::string("the handler failed: ") + e.what());
  } catch (...) {
    return problem_reply(500, "the handler failed");
  }
}

} // namespace

http_reply route(const http_routes& table, const http_request& request) {
  std::string allow;
  for (const auto& r : table) {
    if (!fits(r, request.path))
      continue;
    if (takes(r, request.method))
      return call(r.handler, request);
    for (const auto& method : r.methods)
      allow += (allow.empty() ? "" : ", ") + method;
  }
  if (allow.empty())
    return problem_reply(404, "there is nothing at " + printable(request.path, 200));
  auto reply = problem_reply(405, printable(request.method) + " is not possible here, only " + allow);
  reply.headers.emplace_back("Allow", allow);
  return reply;
}

} // namespace signalbox
