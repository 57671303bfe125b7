// What a configuration file would do to a cluster's extension service.
#include "actors/extension/desired_extension_spec.hpp"
#include "actors/plan/plan.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_merge.hpp"

namespace signalbox {

planned_step plan_extension(const plan_input& in, const service_observation& seen) {
  planned_step step{in.desired.id.value,          in.desired.service_name, planned::nothing, {}, {},
                    planned_step::kind::extension};
  if (!seen.service) {
    step.what = planned::create;
    step.reasons.push_back("there is no such service");
    return step;
  }
  const auto& live = *seen.service;
  if (!is_extension_of(live.spec, in.desired)) {
    step.what = planned::blocked;
    step.reasons.push_back("a service of this name is there that is not this cluster's extension");
    return step;
  }
  auto desired = desired_extension_spec(in.desired);
  if (const auto token = live.spec.secrets.find(token_file); in.token_unknown && token != live.spec.secrets.end())
    desired.secrets.insert(*token);
  const auto merged = merge(live.applied, live.spec, desired);
  if (merged == live.spec)
    return step;
  step.what = replaces_tasks(live.spec, merged) ? planned::roll : planned::update;
  step.reasons.push_back(difference(live.spec, merged, {}));
  return step;
}

} // namespace signalbox
