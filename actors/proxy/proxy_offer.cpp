// The part of the proxy's logic that keeps agents and their desk in step with what is wanted, and with who runs.
#include "actors/proxy/observation.hpp"
#include "actors/proxy/proxy_logic.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

proxy_spec proxy_logic::wish(const std::optional<task_seed>& seed) const {
  return proxy_wish(settings_, *wanted_, agent_, seed, agentless_);
}

/// Whenever it is rolled out, it is the same wish: the stamp does not count.
std::string proxy_logic::key_of_wish() const { return digest_of(wish(task_seed{report_.wanted_config, 0})).hex; }

void proxy_logic::take_stock(const proxy_observation& seen, instant now) {
  in_place_ = false;
  replicas_ = seen.proxy ? seen.proxy->spec.replicas : 0;
  stamp_ = seen.proxy ? seen.proxy->version : 1;
  for (const auto& c : seen.configs)
    stamp_ = std::max(stamp_, c.version);
  if (!seen.proxy || !is_under_way(seen.proxy->update_state))
    update_seen_.reset();
  if (!agent_)
    return;
  if (seen.proxy)
    if (const auto i = seen.proxy->spec.labels.find(owned::agentless_label); i != seen.proxy->spec.labels.end())
      if (const bool said = i->second == settings_.proxy_image; std::exchange(agentless_, said) != said && wanted_)
        key_ = key_of_wish(); // before the first look it was that of another wish
  std::vector<admitted_task> admitted;
  if (seen.proxy && seen.proxy->ours) {
    book_.look(seen.tasks, now);
    admitted = tasks_on(seen.tasks, settings_.core_networks);
  }
  if (admitted != admitted_) {
    admitted_ = std::move(admitted);
    out_.push_back(admit_tasks{admitted_});
  }
  offer(now);
}

bool proxy_logic::tasks_may_run_another(instant now) const {
  return book_.any_may_run_another(wanted_->program, settings_.proxy_image, now - policy_.first_word_ceiling);
}

// Before the first look nobody knows how late it is, and an offer that seems older than it is could be forgotten. Tasks
// of another program could only refuse it: they are replaced, and their successors start with it.
void proxy_logic::offer(instant now) {
  if (!uses_agents() || !wanted_ || stamp_ == 0 || on_trial_ || (offered_.text && offered_.sum == wanted_->sum) ||
      tasks_may_run_another(now))
    return;
  offered_ = {wanted_->sum, wanted_->text, stamp_, true};
  out_.push_back(offer_config{offered_});
  if (in_place_ && !applying_)
    begin_apply(apply_kind::reload, "", now);
}

/// Tasks that serve are not given up for a text that nobody has found good.
bool proxy_logic::awaits_verdict(const proxy_observation& seen, instant now) {
  if (!uses_agents() || !seen.proxy->spec.labels.contains(owned::agent_label) || !book_.heard_any() ||
      tasks_may_run_another(now))
    return false;
  const auto standing = book_.standing_of(wanted_->sum);
  if (standing.refused) {
    judge_refusal(standing.error, now);
    return true;
  }
  return standing.tasks > 0 && standing.serving == 0 && now - *differs_since_ < policy_.unsure_ceiling &&
         now - std::max(*differs_since_, text_since_) < policy_.good_ceiling;
}

} // namespace signalbox
