#include "actors/extension/extension_logic.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

extension_effects extension_logic::on(const routes_changed& r) {
  const bool news = !routes_ || r.sum != routes_->sum;
  routes_ = r;
  if (news) {
    search_.reset();
    release_quarantines();
    request_all();
  }
  // While the newest table has no text, the last good text keeps its revision.
  if (!last_good_ || (is_pending() && !newest_->validate_only) || failed_)
    return effects({});
  last_good_->rev = r.rev;
  last_good_->settled = r.settled;
  report_.rendered = r.rev;
  return effects(search_ ? std::nullopt : last_good_);
}

extension_effects extension_logic::on_rendered(std::uint64_t number, render_result result) {
  const auto& request = is_pending() ? newest_ : answered_;
  if (!request || request->number != number)
    return {};
  if (request->validate_only)
    return take_validated_text(std::move(result));
  answered_ = *request;
  state_ = request_state::answered;
  take_answer(*answered_->routes, std::move(result));
  return effects(failed_ ? std::nullopt : last_good_);
}

void extension_logic::take_answer(const route_table& table, render_result result) {
  auto* failed = std::get_if<render_failed>(&result);
  failed_ = failed != nullptr;
  render_problems_ = std::move(failed ? failed->found : std::get<rendered_text>(result).found);
  if (!failed)
    take_text(table, std::move(std::get<rendered_text>(result)));
}

void extension_logic::take_text(const route_table& table, rendered_text rendered) {
  auto text = std::make_shared<const std::string>(std::move(rendered.text));
  report_.rendered = routes_->rev;
  report_.sum = digest_of(*text);
  report_.bytes = text->size();
  last_good_ = config_rendered{routes_->cluster, routes_->rev,     report_.sum, std::move(text), table.networks,
                               table.secrets,    routes_->settled, false,       rendered.program};
}

extension_effects extension_logic::on(const agent_report& report) {
  const bool news = expired_.take(report);
  if (auto effects = evaluate_report(report))
    return *std::move(effects);
  return news && routes_ ? effects({}) : extension_effects{};
}

/// None if the report changes nothing.
std::optional<extension_effects> extension_logic::evaluate_report(const agent_report& report) {
  if (!routes_ || !last_good_ || is_pending() || runs_another(report, last_good_->program))
    return {};
  const bool accepted = report.result == verdict::loaded || report.result == verdict::passed;
  const bool refused = report.result == verdict::refused;
  if (search_ && report.judged == validating_ && (accepted || refused)) {
    record_validation(accepted);
    return next_text();
  }
  if (search_ || report.judged != last_good_->sum)
    return {};
  if (report.result == verdict::loaded)
    accepted_ = labels_in_text();
  if (!refused || (refused_ && refused_->sum == report.judged && refused_->message == report.error))
    return {}; // another task reports the same refusal
  take_refusal(report);
  return next_text();
}

void extension_logic::take_refusal(const agent_report& report) {
  refused_ = {last_good_->sum, report.error};
  auto at_fault = services_at_fault(*last_good_->text, line_in(programs_, report.proxy, report.error));
  std::erase_if(at_fault, [this](const auto& s) { return !routes_->routes->labels.contains(s); });
  if (at_fault.size() == 1) {
    quarantine(*at_fault.begin());
    return;
  }
  service_names suspects, innocent;
  for (const auto& [service, labels] : labels_in_text()) {
    const auto before = accepted_.find(service);
    const bool known_good = before != accepted_.end() && before->second == labels;
    (at_fault.empty() ? !known_good : at_fault.contains(service)) ? suspects.insert(service) : innocent.insert(service);
  }
  if (suspects.empty())
    suspects.swap(innocent); // the proxy accepted all of them before, so the proxy has changed
  search_.emplace(std::move(suspects), std::move(innocent));
}

void extension_logic::record_validation(bool accepted) {
  search_->take(accepted);
  if (!search_->over())
    return;
  const auto culprit = search_->culprit();
  search_.reset();
  if (culprit)
    quarantine(*culprit);
  else
    events_.push_back("the proxy refuses the configuration whatever services are in it: " + refused_->message);
}

void extension_logic::quarantine(const std::string& service) {
  quarantine_[service] = {routes_->routes->labels.at(service), refused_->message};
  events_.push_back("leaves service " + service +
                    " out until its labels change: the proxy refuses it: " + refused_->message);
  request_all();
}

void extension_logic::release_quarantines() {
  std::erase_if(quarantine_, [this](const auto& q) {
    const auto now = routes_->routes->labels.find(q.first);
    const bool ends = now == routes_->routes->labels.end() || now->second != q.second.labels;
    if (ends)
      events_.push_back("service " + q.first + " is no longer left out: its labels have changed");
    return ends;
  });
}

void extension_logic::request(std::set<std::string> left_out, bool validate_only) {
  const auto number = newest_ ? newest_->number + 1 : 1;
  newest_ = {number, std::make_shared<const route_table>(without(*routes_->routes, left_out)), validate_only};
  state_ = request_state::unsent;
}

void extension_logic::request_all() { request(quarantined(), false); }

/// Requests the next text to validate if the search continues; else publishes the text to load.
extension_effects extension_logic::next_text() {
  if (is_pending())
    return effects({});
  if (!search_)
    return effects(last_good_);
  request_validation();
  return effects({});
}

/// Requests the next text of the search, validate-only.
void extension_logic::request_validation() {
  const auto in = search_->next();
  service_names out;
  for (const auto& [service, _] : routes_->routes->labels)
    if (!in.contains(service))
      out.insert(service);
  request(std::move(out), true);
}

extension_effects extension_logic::take_validated_text(render_result result) {
  state_ = request_state::answered;
  auto* rendered = std::get_if<rendered_text>(&result);
  if (!rendered) { // not expected, because the whole table was rendered; the search must end all the same
    search_.reset();
    return effects(last_good_);
  }
  auto c = *last_good_;
  c.text = std::make_shared<const std::string>(std::move(rendered->text));
  c.sum = validating_ = digest_of(*c.text);
  c.validate_only = true;
  if (c.sum != last_good_->sum)
    return effects(std::move(c));
  record_validation(false); // the refused text itself, so no test is needed
  return next_text();
}

std::map<std::string, digest> extension_logic::labels_in_text() const {
  auto labels = routes_->routes->labels;
  for (const auto& [service, _] : quarantine_)
    labels.erase(service);
  return labels;
}

service_names extension_logic::quarantined() const {
  service_names names;
  for (const auto& [service, _] : quarantine_)
    names.insert(service);
  return names;
}

std::optional<render_request> extension_logic::last_request() const {
  if (!newest_)
    return {};
  return render_request{newest_->number, newest_->routes};
}

extension_effects extension_logic::effects(std::optional<config_rendered> config) {
  report_.quarantined.clear();
  report_.found = render_problems_;
  if (routes_)
    for (auto& p : expired_.found_in(*routes_->routes))
      report_.found.push_back(std::move(p));
  for (const auto& [service, q] : quarantine_) {
    report_.quarantined.push_back({service, q.why});
    report_.found.push_back({severity::error, service, "labels",
                             "the proxy refuses what they ask for, so the service is left out: " + q.why,
                             "change its labels; it is tried again as soon as they differ"});
  }
  std::optional<render_request> request;
  if (state_ == request_state::unsent) {
    state_ = request_state::sent;
    request = last_request();
  }
  return {std::move(request), std::move(config), report_, std::exchange(events_, {})};
}

} // namespace signalbox
