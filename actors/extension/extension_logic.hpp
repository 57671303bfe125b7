// An extension's decisions: have rendered what is new, keep the last good text when that fails, and leave out the
// service whose part the proxy refuses, until its labels change.
//
// Who renders is not decided here: the table that is to be rendered is an effect, and its text comes when it comes.
#pragma once
#include "actors/extension/culprit_search.hpp"
#include "actors/extension/expired_certificates.hpp"
#include "actors/ports.hpp"
#include "messages/agents.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/routes.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

/// A table to be rendered; the newest order replaces an earlier one.
struct render_order {
  std::uint64_t number = 0;
  std::shared_ptr<const route_table> routes;
};

struct extension_effects {
  std::optional<render_order> order;
  std::optional<config_rendered> config; ///< none while there is no good text, or nothing new
  std::optional<extension_report> report;
  std::vector<std::string> notes; ///< for the history
};

class extension_logic {
public:
  extension_effects on(const routes_changed& r);
  /// What became of an order. Nothing happens if a newer one has been given since. The newest may be answered again, by
  /// an extension that has become another one.
  extension_effects on_rendered(std::uint64_t number, render_result result);
  /// What a proxy task thinks of a text, and of its secrets.
  extension_effects on(const agent_report& word);

private:
  struct blame {
    digest labels;
    std::string why;
  };
  /// The proxy's words about a text.
  struct refusal {
    digest sum;
    std::string words;
  };
  extension_effects effects(std::optional<config_rendered> config);
  std::optional<extension_effects> judge(const agent_report& word);
  void order(std::set<std::string> left_out, bool trial);
  void order_all();
  void take_answer(const route_table& table, render_result result);
  void take_text(const route_table& table, rendered_text rendered);
  extension_effects take_trial_text(render_result result);
  void end_quarantines();
  void take_refusal(const std::string& words);
  void take_trial(bool accepted);
  void put_aside(const std::string& service);
  service_names quarantined() const;
  /// Of the services that are not left out.
  std::map<std::string, digest> labels_in_text() const;
  extension_effects next_text();
  void order_trial();

  /// An order whose text has not come.
  struct pending_order {
    std::uint64_t number = 0;
    std::shared_ptr<const route_table> routes;
    bool trial = false;
  };
  std::uint64_t orders_ = 0;
  std::optional<pending_order> pending_;
  std::optional<pending_order> answered_; ///< the newest that has an answer, and is no trial
  bool given_ = false;                    ///< whether the pending order is out
  std::optional<routes_changed> routes_;
  std::map<std::string, blame> quarantine_;
  std::map<std::string, digest> accepted_; ///< labels of the services in the last text that a proxy loaded
  std::optional<culprit_search> search_;
  digest on_trial_;
  expired_certificates expired_;
  std::optional<refusal> refused_; ///< the last text that was searched for whom to blame
  bool failed_ = false;            ///< the newest table has no text
  problems render_problems_;       ///< of the newest table, warnings too
  std::optional<config_rendered> last_good_;
  extension_report report_;
  std::vector<std::string> notes_;
};

} // namespace signalbox
