// What a configuration file would do to a cluster's extension service.
#include "actors/extension/extension_wish.hpp"
#include "actors/plan/plan.hpp"
#include "actors/proxy/spec_difference.hpp"
#include "actors/proxy/spec_merge.hpp"

namespace signalbox {

planned_step plan_extension(const plan_input& in, const proxy_observation& seen) {
  planned_step step{in.wanted.id.value,           in.wanted.service_name, planned::nothing, {}, {},
                    planned_step::kind::extension};
  if (!seen.proxy) {
    step.what = planned::create;
    step.reasons.push_back("there is no such service");
    return step;
  }
  const auto& live = *seen.proxy;
  if (!is_extension_of(live.spec, in.wanted)) {
    step.what = planned::blocked;
    step.reasons.push_back("a service of this name is there that is not this cluster's extension");
    return step;
  }
  auto wish = extension_wish(in.wanted);
  if (const auto token = live.spec.secrets.find(token_file); in.token_unknown && token != live.spec.secrets.end())
    wish.secrets.insert(*token);
  const auto merged = merge(live.applied, live.spec, wish);
  if (merged == live.spec)
    return step;
  step.what = replaces_tasks(live.spec, merged) ? planned::roll : planned::update;
  step.reasons.push_back(difference(live.spec, merged, {}));
  return step;
}

} // namespace signalbox
