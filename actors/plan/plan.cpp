#include "actors/plan/plan.hpp"

#include "actors/cluster/derive_routes.hpp"
#include "actors/extension/desired_extension_spec.hpp"
#include "actors/janitor/janitor_logic.hpp"
#include "actors/proxy/desired_proxy_spec.hpp"
#include "actors/service/owned_objects.hpp"
#include "actors/service/spec_difference.hpp"
#include "actors/service/spec_functions.hpp"
#include "actors/service/spec_merge.hpp"

#include <map>
#include <memory>
#include <utility>

namespace signalbox {

namespace {

void take_problems(problems& into, problems more) {
  for (auto& p : more)
    into.push_back(std::move(p));
}

/// The configuration that the cluster and the extension would send to the proxy; none, with a step that names the
/// reason, if there is none.
std::optional<config_rendered> rendered(const plan_input& in, const renderer& render, planned_step& step) {
  const auto derived = derive_routes(in.view, in.desired, in.programs);
  take_problems(step.found, derived.found);
  for (const auto& s : derived.services)
    take_problems(step.found, s.found);
  auto result = render(derived.routes, in.desired);
  if (auto* failed = std::get_if<render_failed>(&result)) {
    step.what = planned::blocked;
    step.reasons.push_back("its configuration cannot be rendered; the last good one would serve on");
    take_problems(step.found, std::move(failed->found));
    return {};
  }
  auto text = std::make_shared<const std::string>(std::move(std::get<rendered_text>(result).text));
  const auto sum = digest_of(*text);
  return config_rendered{in.desired.id, {}, sum, std::move(text), derived.routes.networks, derived.routes.secrets};
}

bool has_unsupported_agent(const plan_input& in) {
  const auto& labels = in.seen.service->spec.labels;
  const auto i = labels.find(owned::agent_unsupported_label);
  return i != labels.end() && i->second == in.desired.proxy_image;
}

void compare_texts(const plan_input& in, const config_rendered& config, planned_step& step) {
  if (!in.serves) {
    step.what = planned::reload;
    step.reasons.push_back("the text may be another one: the present file was not found");
  } else if (*in.serves != config.sum) {
    step.what = planned::reload;
    step.reasons.push_back("the text changes");
  }
}

void compare(const plan_input& in, const config_rendered& config, planned_step& step) {
  const auto& live = *in.seen.service;
  const bool agent_unsupported = has_unsupported_agent(in);
  const bool agents = in.desired.hitless && !in.desired.core_endpoint.empty() && in.agent && !agent_unsupported;
  const bootstrap_config fresh{config_name(in.desired.id, config.sum), live.version};
  const auto bootstrap = agents ? bootstrap_of(live.spec).value_or(fresh) : std::optional<bootstrap_config>{};
  auto desired = desired_proxy_spec(in.desired, config, agents ? in.agent : agent_text{}, bootstrap, agent_unsupported);
  if (const auto token = live.spec.secrets.find(token_file); in.token_unknown && token != live.spec.secrets.end())
    desired.secrets.insert(*token);
  if (const auto now = live.spec.configs.find(in.desired.proxy_config_path);
      !in.desired.image.empty() && in.serves == config.sum && now != live.spec.configs.end())
    desired.configs[now->first] = now->second; // rendered from the same routes
  const auto merged = merge(live.applied, live.spec, desired);
  compare_texts(in, config, step);
  if (merged == live.spec)
    return;
  std::map<std::string, std::string> names;
  for (const auto& n : config.networks)
    names[n.id] = n.name;
  const bool rolls = replaces_tasks(live.spec, merged);
  if (!rolls && step.what == planned::reload)
    step.reasons.push_back("the text changes in running tasks");
  step.what = rolls ? planned::roll : planned::update;
  step.reasons.push_back(difference(live.spec, merged, names));
  if (rolls)
    step.reasons.push_back("one task at a time, " + merged.update_order);
}

} // namespace

const char* to_string(planned p) {
  static constexpr const char* names[] = {"nothing", "reload", "update", "roll", "create", "remove", "blocked"};
  return names[static_cast<int>(p)];
}

planned_step plan_cluster(const plan_input& in, const renderer& render) {
  planned_step step{in.desired.id.value,      in.desired.proxy_service_name, planned::nothing, {}, {},
                    planned_step::kind::proxy};
  const auto config = rendered(in, render, step);
  if (!config)
    return step;
  if (!in.seen.service) {
    step.what = planned::create;
    step.reasons.push_back("there is no such service");
  } else if (!in.seen.service->ours) {
    step.what = planned::blocked;
    step.reasons.push_back("a service of this name is there that Signalbox did not make");
  } else {
    compare(in, *config, step);
  }
  return step;
}

std::optional<digest> text_of(const cluster_settings& settings, const cluster_view& view, const renderer& render,
                              proxy_programs programs) {
  planned_step ignored;
  const auto config = rendered({settings, view, {}, {}, {}, false, programs}, render, ignored);
  return config ? std::optional(config->sum) : std::nullopt;
}

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

std::vector<planned_step> plan_removals(const std::vector<live_service>& owned_services,
                                        const std::vector<cluster_settings>& clusters, const std::string& core) {
  std::vector<planned_step> steps;
  for (const auto& s : orphaned_services(owned_services, clusters, core)) {
    const auto label = s.spec.labels.find(owned::cluster_label);
    const auto type = s.spec.labels.find(owned::type_label);
    steps.push_back({label == s.spec.labels.end() ? "" : label->second,
                     s.name,
                     planned::remove,
                     {"the file does not ask for it"},
                     {},
                     type != s.spec.labels.end() && type->second == owned::extension_type
                         ? planned_step::kind::extension
                         : planned_step::kind::proxy});
  }
  return steps;
}

} // namespace signalbox
