#include "tests/support/engine_double/event_hub.hpp"

#include <algorithm>

namespace signalbox::twin {
namespace {

bool passes(const filter_set& filters, const json& event) {
  const std::string type = event["Type"];
  if (!filters.exact("type", type) || !filters.exact("event", event["Action"]) ||
      !filters.exact("scope", event["scope"]))
    return false;
  for (const char* kind : {"service", "node", "network", "config", "secret"}) {
    if (!filters.has(kind))
      continue;
    if (type != kind || !(filters.prefix(kind, event["Actor"]["ID"]) ||
                          filters.exact(kind, event["Actor"]["Attributes"].value("name", ""))))
      return false;
  }
  return true;
}

} // namespace

void event_hub::publish(json event) {
  if (flow_ == event_flow::lose)
    return;
  if (flow_ == event_flow::hold)
    return held_.push_back(std::move(event));
  send(event);
}

void event_hub::send(const json& event) {
  recent_.push_back(event);
  if (recent_.size() > 256)
    recent_.pop_front();
  forget_gone();
  const std::string line = event.dump() + '\n';
  for (auto& l : listeners_)
    if (passes(l.filters, event))
      l.to->write(line);
}

void event_hub::join(std::shared_ptr<stream_writer> to, filter_set filters, std::int64_t since) {
  for (const auto& event : recent_)
    if (since > 0 && event["timeNano"] >= since && passes(filters, event))
      to->write(event.dump() + '\n');
  listeners_.push_back({std::move(to), std::move(filters)});
}

void event_hub::drop() {
  for (auto& l : listeners_)
    l.to->abort();
  listeners_.clear();
}

void event_hub::set_flow(event_flow flow) {
  flow_ = flow;
  if (flow == event_flow::pass)
    for (auto held = std::move(held_); auto& event : held)
      send(event);
  held_.clear();
}

std::size_t event_hub::listeners() {
  forget_gone();
  return listeners_.size();
}

void event_hub::forget_gone() {
  std::erase_if(listeners_, [](const listener& l) { return !l.to->open(); });
}

} // namespace signalbox::twin
