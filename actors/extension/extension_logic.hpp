// An extension's decisions: have rendered what is new, keep the last good text when that fails, and leave out the
// service whose part the proxy refuses, until its labels change.
//
// Who renders is not decided here: the table that is to be rendered is an effect, and its text comes when it comes.
#pragma once
#include "actors/extension/culprit_search.hpp"
#include "actors/extension/expired_certificates.hpp"
#include "actors/ports.hpp"
#include "messages/agents.hpp"
#include "messages/extensions.hpp"
#include "messages/proxy_program.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/routes.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signalbox {

struct extension_effects {
  std::optional<render_request> request;
  std::optional<config_rendered> config; ///< none while there is no good text, or nothing new
  std::optional<extension_report> report;
  std::vector<std::string> events; ///< for the history
};

class extension_logic {
public:
  explicit extension_logic(proxy_programs programs) : programs_(programs) {}
  extension_effects on(const routes_changed& r);
  /// What became of a request. Nothing happens if a newer one has been given since. The newest may be answered again,
  /// by an extension that has become another one.
  extension_effects on_rendered(std::uint64_t number, render_result result);
  /// What a proxy task thinks of a text, and of its secrets.
  extension_effects on(const agent_report& report);
  /// The newest request that was an effect, answered or not; none before the first.
  std::optional<render_request> last_request() const;

private:
  struct quarantine_entry {
    digest labels;
    std::string why;
  };
  /// The proxy's words about a text.
  struct refusal {
    digest sum;
    std::string message;
  };
  extension_effects effects(std::optional<config_rendered> config);
  std::optional<extension_effects> judge(const agent_report& report);
  void request(std::set<std::string> left_out, bool validate_only);
  void request_all();
  void take_answer(const route_table& table, render_result result);
  void take_text(const route_table& table, rendered_text rendered);
  extension_effects take_validated_text(render_result result);
  void release_quarantines();
  void take_refusal(const agent_report& report);
  void record_validation(bool accepted);
  void quarantine(const std::string& service);
  service_names quarantined() const;
  /// Of the services that are not left out.
  std::map<std::string, digest> labels_in_text() const;
  extension_effects next_text();
  void request_validation();

  struct numbered_request {
    std::uint64_t number = 0;
    std::shared_ptr<const route_table> routes;
    bool validate_only = false;
  };
  proxy_programs programs_;
  /// Of the newest request. `unsent`: it is an effect of this event.
  enum class request_state { none, unsent, sent, answered };
  bool is_pending() const { return state_ == request_state::unsent || state_ == request_state::sent; }

  request_state state_ = request_state::none;
  std::optional<numbered_request> newest_;
  std::optional<numbered_request> answered_; ///< the newest that has an answer, and is not to be validated only
  std::optional<routes_changed> routes_;
  std::map<std::string, quarantine_entry> quarantine_;
  std::map<std::string, digest> accepted_; ///< labels of the services in the last text that a proxy loaded
  std::optional<culprit_search> search_;
  digest validating_;
  expired_certificates expired_;
  std::optional<refusal> refused_; ///< the last text that was searched for whom to blame
  bool failed_ = false;            ///< the newest table has no text
  problems render_problems_;       ///< of the newest table, warnings too
  std::optional<config_rendered> last_good_;
  extension_report report_;
  std::vector<std::string> events_;
};

} // namespace signalbox
