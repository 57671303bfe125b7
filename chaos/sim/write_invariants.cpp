#include "chaos/sim/write_invariants.hpp"

#include "actors/service/spec_functions.hpp"

namespace signalbox::sim {

namespace {
// The time after which the product replaces a running update by a newer one.
constexpr milliseconds update_timeout{30000};

/// The key by which core marks a rejected desired spec. Independent of the time of the rollout.
std::string key_of(managed_spec desired) {
  if (auto store_index = desired.environment.find(owned::store_index_variable);
      store_index != desired.environment.end())
    store_index->second = "0";
  return digest_of(desired).hex;
}
} // namespace

void write_invariants::call_began(const std::string& cluster, std::uint64_t instance) {
  if (++calls_[cluster][instance] > 1)
    verdict_.broken(invariant::one_apply, "the proxy actor of " + cluster + " has two calls in flight");
}

void write_invariants::call_ended(const std::string& cluster, std::uint64_t instance) { --calls_[cluster][instance]; }

void write_invariants::check_order(const std::string& cluster, const managed_spec& spec) {
  if (spec.labels.contains(owned::agent_unsupported_label) ||
      routes_.number_of(config_of(spec)) == 0) // it was not assigned to agents
    routes_.desired(cluster, config_of(spec));
  const auto number = routes_.number_of(config_of(spec));
  auto& newest = newest_written_[cluster];
  if (number < newest)
    verdict_.broken(invariant::monotonic, cluster + " goes back to " + config_of(spec) + ", number " +
                                              std::to_string(number) + " after " + std::to_string(newest));
  newest = std::max(newest, number);
}

void write_invariants::creates(const std::string& cluster, const managed_spec& desired) {
  ++writes_;
  check_order(cluster, desired);
}

void write_invariants::updates(const std::string& cluster, std::uint64_t instance, const sim_service& s,
                               const written_spec& next) {
  ++writes_;
  if (s.foreign)
    verdict_.broken(invariant::foreign_untouched, "changes " + s.name + ", which is not ours");
  if (next.spec == s.current.spec && next.applied == s.current.applied)
    verdict_.broken(invariant::same_view, "updates " + s.name + " to what it is already");
  if (next.applied)
    if (const auto c = swarm_.configs.find(config_of(*next.applied)); c != swarm_.configs.end())
      if (const auto mark = c->second.object.labels.find(owned::rejected_label);
          mark != c->second.object.labels.end() && mark->second == key_of(*next.applied))
        verdict_.broken(invariant::same_view,
                        s.name + " gets " + config_of(next.spec) + " again, which Swarm rejected");
  if (const auto i = updating_.find(s.id); i != updating_.end() && time_.now() - i->second.since < update_timeout &&
                                           (i->second.instance == instance || s.update_state == "updating"))
    verdict_.broken(invariant::one_apply, s.name + " is updated while an update is under way");
  // Without agents, or if it replaces tasks, the update determines the configuration that tasks start with.
  if (fingerprint_of(next.spec) != s.fingerprint || !next.spec.labels.contains(owned::agent_label))
    check_order(cluster, next.spec);
  if (fingerprint_of(next.spec) != s.fingerprint)
    updating_[s.id] = {time_.now(), instance};
}

void write_invariants::update_state_changed(const sim_service& s) {
  if (s.update_state != "updating")
    updating_.erase(s.id);
}

void write_invariants::removes(const sim_service& s) {
  ++writes_;
  if (s.foreign)
    verdict_.broken(invariant::foreign_untouched, "removes " + s.name + ", which is not ours");
}

void write_invariants::touches(const sim_config& c, const char* how) {
  if (c.foreign)
    verdict_.broken(invariant::foreign_untouched,
                    std::string{how} + " config " + c.object.name + ", which is not ours");
}

} // namespace signalbox::sim
