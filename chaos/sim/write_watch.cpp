#include "chaos/sim/write_watch.hpp"

#include "actors/proxy/proxy_wish.hpp"

namespace signalbox::sim {

namespace {
// As long as the product waits for a running update before it puts a newer one in its place.
constexpr milliseconds update_ceiling{30000};

/// As core marks what Swarm gave up: whenever a wish is rolled out, it is the same.
std::string key_of(proxy_spec wish) {
  if (auto stamp = wish.environment.find(owned::stamp_variable); stamp != wish.environment.end())
    stamp->second = "0";
  return digest_of(wish).hex;
}
} // namespace

void write_watch::call_began(const std::string& cluster, std::uint64_t instance) {
  if (++calls_[cluster][instance] > 1)
    verdict_.broken(invariant::one_apply, "the proxy actor of " + cluster + " has two calls in flight");
}

void write_watch::call_ended(const std::string& cluster, std::uint64_t instance) { --calls_[cluster][instance]; }

void write_watch::check_order(const std::string& cluster, const proxy_spec& spec) {
  if (spec.labels.contains(owned::agentless_label) || routes_.number_of(config_of(spec)) == 0) // nobody offered it
    routes_.wanted(cluster, config_of(spec));
  const auto number = routes_.number_of(config_of(spec));
  auto& newest = newest_written_[cluster];
  if (number < newest)
    verdict_.broken(invariant::never_back, cluster + " goes back to " + config_of(spec) + ", number " +
                                               std::to_string(number) + " after " + std::to_string(newest));
  newest = std::max(newest, number);
}

void write_watch::creates(const std::string& cluster, const proxy_spec& wish) {
  ++writes_;
  check_order(cluster, wish);
}

void write_watch::updates(const std::string& cluster, std::uint64_t instance, const sim_service& s,
                          const written_spec& next) {
  ++writes_;
  if (s.stranger)
    verdict_.broken(invariant::hands_off, "changes " + s.name + ", which is not ours");
  if (next.spec == s.is.spec && next.applied == s.is.applied)
    verdict_.broken(invariant::same_view, "updates " + s.name + " to what it is already");
  if (next.applied)
    if (const auto c = swarm_.configs.find(config_of(*next.applied)); c != swarm_.configs.end())
      if (const auto mark = c->second.object.labels.find(owned::rejected_label);
          mark != c->second.object.labels.end() && mark->second == key_of(*next.applied))
        verdict_.broken(invariant::same_view, s.name + " gets " + config_of(next.spec) + " again, which Swarm gave up");
  if (const auto i = updating_.find(s.id); i != updating_.end() && time_.now() - i->second.since < update_ceiling &&
                                           (i->second.instance == instance || s.update_state == "updating"))
    verdict_.broken(invariant::one_apply, s.name + " is updated while an update is under way");
  // An update that replaces no task leaves them what they were started with.
  if (fingerprint_of(next.spec) != s.fingerprint || !next.spec.labels.contains(owned::agent_label))
    check_order(cluster, next.spec);
  if (fingerprint_of(next.spec) != s.fingerprint)
    updating_[s.id] = {time_.now(), instance};
}

void write_watch::update_moved(const sim_service& s) {
  if (s.update_state != "updating")
    updating_.erase(s.id);
}

void write_watch::removes(const sim_service& s) {
  ++writes_;
  if (s.stranger)
    verdict_.broken(invariant::hands_off, "removes " + s.name + ", which is not ours");
}

void write_watch::touches(const sim_config& c, const char* how) {
  if (c.stranger)
    verdict_.broken(invariant::hands_off, std::string{how} + " config " + c.object.name + ", which is not ours");
}

} // namespace signalbox::sim
