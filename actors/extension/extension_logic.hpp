// An extension's decisions: request a text for each new table, keep the last good text if rendering fails, and
// quarantine a service whose part the proxy refuses, until its labels change.
//
// This class does not render: a request is an effect, and its result arrives later.
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
  std::optional<config_rendered> config; ///< none: no good text yet, or no change
  std::optional<extension_report> report;
  std::vector<std::string> events; ///< for the history
};

class extension_logic {
public:
  explicit extension_logic(proxy_programs programs) : programs_(programs) {}
  extension_effects on(const routes_changed& r);
  /// The result of a request; ignored if there is a newer request. The newest request may be answered again, by another
  /// task of the extension service.
  extension_effects on_rendered(std::uint64_t number, render_result result);
  /// A proxy task's verdict on a text, and its secrets with an expired certificate.
  extension_effects on(const agent_report& report);
  /// The newest request, answered or not; none before the first.
  std::optional<render_request> last_request() const;

private:
  struct quarantine_entry {
    digest labels;
    std::string why;
  };
  /// The proxy's error message about a text.
  struct refusal {
    digest sum;
    std::string message;
  };
  extension_effects effects(std::optional<config_rendered> config);
  std::optional<extension_effects> evaluate_report(const agent_report& report);
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
  /// Labels of the services that are not quarantined.
  std::map<std::string, digest> labels_in_text() const;
  extension_effects next_text();
  void request_validation();

  struct numbered_request {
    std::uint64_t number = 0;
    std::shared_ptr<const route_table> routes;
    bool validate_only = false;
  };
  proxy_programs programs_;
  /// State of the newest request. `unsent`: it becomes an effect of the present event.
  enum class request_state { none, unsent, sent, answered };
  bool is_pending() const { return state_ == request_state::unsent || state_ == request_state::sent; }

  request_state state_ = request_state::none;
  std::optional<numbered_request> newest_;
  std::optional<numbered_request> answered_; ///< the newest that has an answer and is not validate-only
  std::optional<routes_changed> routes_;
  std::map<std::string, quarantine_entry> quarantine_;
  std::map<std::string, digest> accepted_; ///< labels of the services in the last text that a proxy loaded
  std::optional<culprit_search> search_;
  digest validating_;
  expired_certificates expired_;
  std::optional<refusal> refused_; ///< the last refusal whose culprit was searched
  bool failed_ = false;            ///< the newest table has no text
  problems render_problems_;       ///< of the newest table, including warnings
  std::optional<config_rendered> last_good_;
  extension_report report_;
  std::vector<std::string> events_;
};

} // namespace signalbox
