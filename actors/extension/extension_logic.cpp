#include "actors/extension/extension_logic.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

extension_effects extension_logic::on(const routes_changed& r) {
  const bool news = !routes_ || r.sum != routes_->sum;
  routes_ = r;
  if (news) {
    search_.reset();
    end_quarantines();
    render();
  }
  // While the newest table cannot be rendered, the revision of the last good text stays what it was.
  if (!last_good_ || !render_problems_.empty())
    return effects({});
  last_good_->rev = r.rev;
  last_good_->settled = r.settled;
  report_.rendered = r.rev;
  return effects(search_ ? std::nullopt : last_good_);
}

extension_effects extension_logic::on(const agent_report& word) {
  const bool news = expired_.take(word);
  if (auto effects = judge(word))
    return *std::move(effects);
  return news && routes_ ? effects({}) : extension_effects{};
}

/// None if the word changes nothing.
std::optional<extension_effects> extension_logic::judge(const agent_report& word) {
  if (!routes_ || !last_good_)
    return {};
  const bool accepted = word.word == verdict::loaded || word.word == verdict::passed;
  const bool refused = word.word == verdict::refused;
  if (search_ && word.judged == on_trial_ && (accepted || refused)) {
    take_trial(accepted);
    return effects(next_text());
  }
  if (search_ || word.judged != last_good_->sum)
    return {};
  if (word.word == verdict::loaded)
    accepted_ = labels_in_text();
  if (!refused || (refused_ && refused_->sum == word.judged && refused_->words == word.error))
    return {}; // the second task says the same
  take_refusal(word.error);
  return effects(next_text());
}

void extension_logic::take_refusal(const std::string& words) {
  refused_ = {last_good_->sum, words};
  auto at_fault = services_at_fault(*last_good_->text, words);
  std::erase_if(at_fault, [this](const auto& s) { return !routes_->routes->labels.contains(s); });
  if (at_fault.size() == 1) {
    put_aside(*at_fault.begin());
    return;
  }
  service_names suspects, innocent;
  for (const auto& [service, labels] : labels_in_text()) {
    const auto before = accepted_.find(service);
    const bool known_good = before != accepted_.end() && before->second == labels;
    (at_fault.empty() ? !known_good : at_fault.contains(service)) ? suspects.insert(service) : innocent.insert(service);
  }
  if (suspects.empty())
    suspects.swap(innocent); // the proxy is another one now
  search_.emplace(std::move(suspects), std::move(innocent));
}

void extension_logic::take_trial(bool accepted) {
  search_->take(accepted);
  if (!search_->over())
    return;
  const auto culprit = search_->culprit();
  search_.reset();
  if (culprit)
    put_aside(*culprit);
  else
    notes_.push_back("the proxy refuses the configuration whatever services are in it: " + refused_->words);
}

void extension_logic::put_aside(const std::string& service) {
  quarantine_[service] = {routes_->routes->labels.at(service), refused_->words};
  notes_.push_back("leaves service " + service +
                   " out until its labels change: the proxy refuses it: " + refused_->words);
  render();
}

void extension_logic::end_quarantines() {
  std::erase_if(quarantine_, [this](const auto& q) {
    const auto now = routes_->routes->labels.find(q.first);
    const bool ends = now == routes_->routes->labels.end() || now->second != q.second.labels;
    if (ends)
      notes_.push_back("service " + q.first + " is no longer left out: its labels have changed");
    return ends;
  });
}

void extension_logic::render() {
  const auto table = without(*routes_->routes, quarantined());
  auto result = render_(table, settings_);
  render_problems_.clear();
  if (auto* failed = std::get_if<render_failed>(&result)) {
    render_problems_ = std::move(failed->found);
    return;
  }
  auto text = std::make_shared<const std::string>(std::move(std::get<rendered_text>(result).text));
  report_.sum = digest_of(*text);
  report_.bytes = text->size();
  last_good_ = config_rendered{routes_->cluster, routes_->rev,  report_.sum,     std::move(text),
                               table.networks,   table.secrets, routes_->settled};
}

/// Of a search that goes on, the next text to test; else what is to be loaded.
std::optional<config_rendered> extension_logic::next_text() {
  while (search_) {
    auto c = trial();
    if (!c || c->sum != last_good_->sum)
      return c;
    take_trial(false); // the very text that was refused: nobody has to test it again
  }
  return last_good_;
}

/// The next text of the search, to be tested only.
std::optional<config_rendered> extension_logic::trial() {
  const auto in = search_->next();
  service_names out;
  for (const auto& [service, _] : routes_->routes->labels)
    if (!in.contains(service))
      out.insert(service);
  auto result = render_(without(*routes_->routes, out), settings_);
  auto* rendered = std::get_if<rendered_text>(&result);
  if (!rendered) { // cannot happen with a part of what was rendered before; the search would never end
    search_.reset();
    return last_good_;
  }
  auto c = *last_good_;
  c.text = std::make_shared<const std::string>(std::move(rendered->text));
  c.sum = on_trial_ = digest_of(*c.text);
  c.trial = true;
  return c;
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
  return {std::move(config), report_, std::exchange(notes_, {})};
}

} // namespace signalbox
