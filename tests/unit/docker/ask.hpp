// Calls a port and waits for its answer.
#pragma once
#include "actors/ports.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>

namespace signalbox::test {

/// The decoded answer to `call(done)`. A port must always answer; throws after 60 seconds without an answer.
template <class T, class Call>
T ask(Call call) {
  const auto promise = std::make_shared<std::promise<deferred<T>>>();
  auto answer = promise->get_future();
  call([promise](deferred<T> d) { promise->set_value(std::move(d)); });
  if (answer.wait_for(std::chrono::seconds(60)) != std::future_status::ready)
    throw std::runtime_error("no answer came");
  return answer.get()();
}

template <class T, class Call>
std::vector<T> ask_list(Call call) {
  auto answer = ask<listed<T>>(std::move(call));
  if (const auto* failed = std::get_if<listing_failed>(&answer))
    throw std::runtime_error(failed->why);
  return std::get<std::vector<T>>(std::move(answer));
}

/// `done`, or the kind of failure with its reason.
inline std::string name_of(const engine_outcome& outcome) {
  struct {
    std::string operator()(const engine_done&) const { return "done"; }
    std::string operator()(const engine_conflict& x) const { return "conflict: " + x.why; }
    std::string operator()(const engine_refused& x) const { return "refused: " + x.why; }
    std::string operator()(const engine_unreachable& x) const { return "unreachable: " + x.why; }
  } names;
  return std::visit(names, outcome);
}

template <class Call>
std::string ask_outcome(Call call) {
  return name_of(ask<engine_outcome>(std::move(call)));
}

} // namespace signalbox::test
