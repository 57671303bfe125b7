// A simulation for the proxy logic: performs its effects on a model of a Swarm, on a simulated clock.
#pragma once
#include "actors/proxy/bootstrap.hpp"
#include "actors/proxy/proxy_logic.hpp"
#include "actors/service/owned_objects.hpp"
#include "adapters/proxy/programs.hpp"
#include "tests/unit/logic/agent_model.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

class proxy_model : public agent_model {
public:
  explicit proxy_model(cluster_settings settings)
      : settings_(std::move(settings)), agent_(std::make_shared<const std::string>("#!/bin/sh")),
        logic_(settings_, {}, agent_, proxy_program_table()) {}

  // Set by the test.
  bool unreachable = false;
  bool conflict_once = false;
  std::optional<std::string> refuse_service; ///< reason
  bool roll_back = false;                    ///< Swarm rolls updates back
  bool pause = false;                        ///< Swarm pauses updates
  bool tasks_start = true;
  bool begins_at_once = true;  ///< else the update's state stays empty after the write
  bool answers_slowly = false; ///< a write succeeds, and `answer_write` answers it
  bool loses_answers = false;  ///< a write succeeds, and its answer is lost

  // Read by the test.
  std::optional<live_service> live;
  std::vector<service_task> tasks;
  std::vector<config_object> configs;
  std::map<std::string, std::string> secrets; ///< value by name
  int creates = 0, updates = 0, observations = 0;
  proxy_report report;
  std::vector<std::string> events;
  std::vector<agent_assignment> offers;
  std::vector<authorized_task> authorized;

  void want(const std::string& text, bool settled = true, std::vector<swarm_network> networks = {}) {
    ++count_;
    take(text, settled, std::move(networks), false);
  }
  /// Sends a text to validate only, as during the search for the services at fault in the desired text.
  void try_out(const std::string& text) { take(text, true, {}, true); }
  void take(const std::string& text, bool settled, std::vector<swarm_network> networks, bool validate_only) {
    config_rendered c{settings_.id,
                      {1, count_},
                      digest_of(std::string_view{text}),
                      std::make_shared<const std::string>(text),
                      std::move(networks),
                      {},
                      settled,
                      validate_only,
                      desired_program};
    perform_all(logic_.on(c, now_));
  }
  /// Sends a text, and passes time until its update has ended.
  void apply(const std::string& text, std::vector<swarm_network> networks = {}) {
    want(text, true, std::move(networks));
    pass(milliseconds{1000});
    finish_update();
    pass(milliseconds{5000});
  }
  /// Replaces the logic by a new one without state.
  void restart_core() {
    logic_ = proxy_logic{settings_, {}, agent_, proxy_program_table()};
    authorized.clear();
    offers.clear();
    timer_.reset();
  }
  /// Restarts core with another proxy image in the file.
  void restart_core_with(const std::string& image) {
    settings_.proxy_image = image;
    restart_core();
  }
  void pass(milliseconds time) {
    const auto end = now_ + time;
    while (timer_ && timer_->first <= end) {
      const auto [when, epoch] = *timer_;
      timer_.reset();
      now_ = std::max(now_, when);
      perform_all(logic_.on_wake(epoch, now_));
    }
    now_ = end;
  }
  void answer_write() {
    answer(*std::exchange(held_, std::nullopt));
    perform_all({});
  }
  /// Ends the running update, if any.
  void finish_update() {
    if (!live || live->update_state != "updating")
      return;
    if (pause) {
      live->update_state = "paused";
      live->update_message = "update paused due to failure";
      tasks.clear();
      ++live->version;
      return;
    }
    if (roll_back) {
      live->spec = before_->spec;
      live->applied = before_->applied;
      live->update_state = "rollback_completed";
      live->update_message = "update rolled back due to failure";
      ++live->version;
    } else {
      live->update_state = "completed";
    }
    start_tasks();
  }
  /// Swarm replaces the first task, fails at the second one, rolls back, and pauses the rollback.
  void leave_half_way() {
    start_tasks();
    const auto replaced = tasks.front();
    live->spec = before_->spec;
    live->applied = before_->applied;
    live->update_state = "rollback_paused";
    live->update_message = "update rolled back due to failure";
    ++live->version;
    start_tasks();
    tasks.front() = replaced;
  }
  std::string serving() const { return tasks.empty() ? "" : tasks.front().config; }
  std::string name_of(const std::string& text) const {
    return config_name(settings_.id, digest_of(std::string_view{text}));
  }
  const config_object* config(const std::string& text) const {
    for (const auto& c : configs)
      if (c.name == name_of(text))
        return &c;
    return nullptr;
  }

  /// The text that each task serves.
  std::vector<std::string> texts_served() const {
    std::vector<std::string> all;
    for (const auto& t : tasks)
      if (const auto i = serves_.find(t.id); i != serves_.end())
        all.push_back(texts_.at(i->second.hex));
    return all;
  }
  /// A poll of an unknown caller.
  void poll_from_unknown_caller() { perform_all(logic_.on(unknown_caller{"10.0.0.99"}, now_)); }
  void replace_tasks() { start_tasks(); }

private:
  // Answers are queued until all effects of a step are performed, as in a mailbox.
  void perform_all(proxy_effects effects) {
    for (auto& e : effects)
      std::visit([this](auto& x) { perform(x); }, e);
    if (std::exchange(draining_, true))
      return;
    while (!answers_.empty()) {
      const auto next = std::move(answers_.front());
      answers_.pop_front();
      perform_all(next());
    }
    draining_ = false;
  }
  void answer(engine_outcome o) {
    answers_.push_back([this, o] { return logic_.on_outcome(o, now_); });
  }
  void answer(observed_service o) {
    answers_.push_back([this, o] { return logic_.on_observation(o, now_); });
  }
  engine_outcome outcome_of_write() {
    if (std::exchange(conflict_once, false))
      return engine_conflict{"update out of sequence"};
    if (refuse_service)
      return engine_refused{*refuse_service};
    return engine_done{};
  }
  std::string started_with() const {
    for (const auto& [_, name] : live->spec.configs)
      if (name.starts_with(owned::config_prefix))
        return name;
    return "";
  }
  void start_tasks() {
    tasks.clear();
    for (std::uint64_t i = 0; i < live->spec.replicas; ++i)
      tasks.push_back({"task-" + std::to_string(++count_),
                       "node",
                       tasks_start ? "running" : "preparing",
                       started_with(),
                       tasks_start ? "" : "no suitable node",
                       {},
                       bootstrap_of(live->spec).value_or(bootstrap_config{}).store_index,
                       live->spec.image});
  }

  void perform(service_call& c) {
    std::visit([this](auto& x) { perform(x); }, c);
  }
  void perform(observe_service&) {
    ++observations;
    if (unreachable)
      return answer(observed_service{engine_unreachable{"connection refused"}});
    answer(observed_service{service_observation{live, tasks, configs}});
  }
  void perform(make_config& m) {
    configs.push_back({"id-" + m.name, m.name, std::to_string(++count_), 1, m.labels});
    answer(engine_outcome{engine_done{}});
  }
  void perform(make_secret& m) {
    secrets[m.name] = m.value;
    answer(engine_outcome{engine_done{}});
  }
  void perform(mark_config& m) {
    for (auto& c : configs)
      if (c.id == m.object.id)
        c.labels = m.labels;
    answer(engine_outcome{engine_done{}});
  }
  void perform(drop_config& d) {
    std::erase_if(configs, [&](const auto& c) { return c.id == d.id; });
    answer(engine_outcome{engine_done{}});
  }
  void perform(make_service& m) {
    const auto outcome = outcome_of_write();
    if (std::holds_alternative<engine_done>(outcome)) {
      ++creates;
      live = live_service{"service", settings_.proxy_service_name, 1, true, m.desired, m.desired, "", "", "", {}};
      start_tasks();
    }
    answer(outcome);
  }
  void perform(change_service& c) {
    const auto outcome = outcome_of_write();
    if (std::holds_alternative<engine_done>(outcome)) {
      ++updates;
      before_ = live;
      live->spec = c.merged;
      live->applied = c.desired;
      live->update_state = begins_at_once ? "updating" : "";
      live->update_started = begins_at_once ? std::to_string(updates) : "";
      ++live->version;
    }
    if (answers_slowly)
      held_ = outcome;
    else
      answer(loses_answers ? engine_outcome{engine_unreachable{"the answer broke off"}} : outcome);
  }
  void perform(offer_config& o) {
    offers.push_back(o.assignment);
    texts_[o.assignment.sum.hex] = *o.assignment.text;
    for (const auto& a : authorized)
      poll(a.id);
  }
  void perform(authorize_tasks& a) {
    authorized = a.tasks;
    for (const auto& t : authorized)
      poll(t.id);
  }
  /// The task's agent loads or validates the newest offer, and reports it.
  void poll(const std::string& task) {
    if (agents == agents_are::silent || !live->spec.labels.contains(owned::agent_label) || !tasks_start)
      return;
    const auto i = std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.id == task; });
    const std::string image = i == tasks.end() ? "" : i->image;
    const auto r = report_of(task, image, serves_[task], offers.empty() ? nullptr : &offers.back());
    serves_[task] = r.running;
    answers_.push_back([this, r] { return logic_.on(agent_event{r}, now_); });
  }
  void perform(wake_later& w) { timer_ = {now_ + w.in, w.epoch}; }
  void perform(publish_report<proxy_report>& effect) { report = effect.report; }
  void perform(record_event& event) { events.push_back(event.what); }

  cluster_settings settings_;
  agent_text agent_;
  proxy_logic logic_;
  std::map<std::string, digest> serves_;     ///< by task
  std::map<std::string, std::string> texts_; ///< by digest
  instant now_{};
  std::optional<std::pair<instant, std::uint64_t>> timer_;
  std::optional<live_service> before_;
  std::deque<std::function<proxy_effects()>> answers_;
  std::optional<engine_outcome> held_;
  bool draining_ = false;
  std::uint32_t count_ = 0;
};

} // namespace signalbox
