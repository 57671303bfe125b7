#include "actors/extension/extension_controller.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace signalbox {

extension_controller::extension_controller(const cluster_settings& settings, const service_policy& policy,
                                           proxy_programs programs)
    : logic_(programs) {
  if (!settings.image.empty())
    service_.emplace(remote{extension_reconciler{settings, policy}, extension_health{settings.service_name}});
}

extension_controller_effects extension_controller::start(instant now) {
  if (service_)
    take(service_->reconciler.start(now), now);
  return flush();
}

extension_controller_effects extension_controller::on(const routes_changed& r, instant now) {
  take(logic_.on(r), now);
  return flush();
}

extension_controller_effects extension_controller::on(const agent_report& report, instant now) {
  take(logic_.on(report), now);
  return flush();
}

extension_controller_effects extension_controller::on_rendered(std::uint64_t request, render_result result,
                                                               instant now) {
  take(logic_.on_rendered(request, std::move(result)), now);
  return flush();
}

extension_controller_effects extension_controller::on(const extension_event& event, instant now) {
  std::visit([&](const auto& e) { take_event(e, now); }, event);
  return flush();
}

extension_controller_effects extension_controller::on_observation(const observed_service& seen, instant now) {
  take(service_->reconciler.on_observation(seen, now), now);
  report(now);
  return flush();
}

extension_controller_effects extension_controller::on_outcome(const engine_outcome& outcome, instant now) {
  take(service_->reconciler.on_outcome(outcome, now), now);
  return flush();
}

extension_controller_effects extension_controller::on_wake(std::uint64_t epoch, instant now) {
  if (service_)
    take(service_->reconciler.on_wake(epoch, now), now);
  return flush();
}

void extension_controller::take(extension_effects effects, instant now) {
  if (effects.config)
    out_.push_back(std::move(*effects.config));
  for (auto& what : effects.events)
    out_.push_back(record_event{std::move(what)});
  if (effects.report) {
    logic_report_ = std::move(*effects.report);
    report(now);
  }
  if (effects.request)
    request(std::move(*effects.request), now);
}

void extension_controller::take(extension_service_effects effects, instant now) {
  const auto pass_on = [&](auto& effect) {
    if constexpr (!std::is_same_v<decltype(effect), resend_request&>)
      out_.push_back(std::move(effect));
    else if (auto last = logic_.last_request())
      request(std::move(*last), now);
  };
  for (auto& e : effects)
    std::visit(pass_on, e);
}

void extension_controller::take_event(const extension_poll_event& poll, instant now) {
  service_->health.record_poll(poll, now);
  if (poll.answer)
    take(logic_.on_rendered(poll.answer->request, poll.answer->result), now);
  else
    report(now);
}

void extension_controller::take_event(const malformed_poll& malformed, instant now) {
  service_->health.record_malformed(malformed, now);
  report(now);
}

void extension_controller::take_event(const unknown_caller&, instant now) {
  take(service_->reconciler.on_unknown_caller(now), now);
}

void extension_controller::request(render_request request, instant now) {
  if (service_)
    service_->health.record_request(now);
  out_.push_back(std::move(request));
}

void extension_controller::report(instant now) {
  auto r = logic_report_;
  if (service_) {
    const auto& reconciler = service_->reconciler;
    r.service = service_->health.report(reconciler.replicas(), reconciler.tasks_running(), now);
    for (const auto& found : {problems_of(*r.service), reconciler.found()})
      std::copy(found.begin(), found.end(), std::back_inserter(r.found));
  }
  out_.push_back(publish_report<extension_report>{std::move(r)});
}

} // namespace signalbox
