#include "actors/watcher/listing_cycle.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

listing_cycle::listing_cycle(const watcher_policy& policy)
    : policy_(policy), retry_(policy.retry_least, policy.resync_interval) {}

void listing_cycle::want(const engine_event& event) {
  if (event.type == "service")
    services_wanted_.insert(event.id);
  else if (event.type == "node")
    nodes_wanted_ = true;
  else if (event.type == "network")
    networks_wanted_ = true;
  else if (event.type == "secret")
    secrets_wanted_ = true;
}

void listing_cycle::want_all_if_due(instant now) {
  if (full_due_ && *full_due_ <= now)
    full_wanted_ = true;
}

bool listing_cycle::wanted() const {
  return full_wanted_ ||
         (complete_ && (!services_wanted_.empty() || nodes_wanted_ || networks_wanted_ || secrets_wanted_));
}

void listing_cycle::begin(const swarm_snapshot& last, bool pushed, instant now) {
  const bool nodes = std::exchange(nodes_wanted_, false), networks = std::exchange(networks_wanted_, false),
             secrets = std::exchange(secrets_wanted_, false);
  const auto services = std::exchange(services_wanted_, {});
  if (std::exchange(full_wanted_, false)) {
    full_due_.reset();
    retry_at_.reset();
    return begin("all", full_round(last, pushed, now), now);
  }
  std::set<step> also;
  if (nodes)
    also.insert(step::nodes);
  if (networks)
    also.insert(step::networks);
  if (secrets)
    also.insert(step::secrets);
  begin("services", listing_round{last, {services.begin(), services.end()}, std::move(also), pushed}, now);
}

void listing_cycle::begin_tasks(const swarm_snapshot& last, instant now) {
  begin("tasks", listing_round{last, {}, {step::tasks}}, now);
}

void listing_cycle::begin(const char* kind, listing_round round, instant now) {
  round_ = std::move(round);
  kind_ = kind;
  began_ = now;
}

listing_round listing_cycle::full_round(const swarm_snapshot& last, bool pushed, instant now) const {
  if (pushed && now < cross_check_due_)
    return listing_round::of_everything_but_tasks(last);
  return listing_round::of_everything(last.proxy_names);
}

std::optional<read_effect> listing_cycle::next_read(std::vector<std::string> converging) {
  const auto& todo = round_->todo();
  if (todo.contains(step::services))
    return read_services{round_->services()};
  if (todo.contains(step::networks))
    return read_networks{};
  if (todo.contains(step::secrets))
    return read_secrets{};
  if (todo.contains(step::nodes))
    return read_nodes{};
  if (!todo.contains(step::tasks))
    return {};
  auto ids = round_->begin_tasks(std::move(converging));
  if (!todo.contains(step::tasks))
    return {};
  return read_tasks{std::move(ids)};
}

listing_cycle::finished listing_cycle::finish(instant now) {
  auto round = std::move(*round_);
  round_.reset();
  if (round.full()) {
    complete_ = true;
    full_due_ = now + policy_.resync_interval;
    retry_.reset();
  }
  if (round.reads_all_tasks())
    cross_check_due_ = now + policy_.cross_check;
  return {std::move(round), now - began_};
}

void listing_cycle::fail(instant now) {
  round_.reset();
  full_wanted_ = true;
  retry_at_ = now + retry_.next();
}

std::optional<instant> listing_cycle::due(std::optional<instant> converging, instant now) const {
  if (retry_at_ && *retry_at_ > now)
    return retry_at_;
  if (round_)
    return {};
  if (full_due_ && converging)
    return std::min(*full_due_, *converging);
  return full_due_ ? full_due_ : converging;
}

} // namespace signalbox
