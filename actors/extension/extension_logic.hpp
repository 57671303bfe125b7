// An extension's decisions: render what is new, keep the last good text when rendering fails, and leave out the service
// whose part the proxy refuses, until its labels change.
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

struct extension_effects {
  std::optional<config_rendered> config; ///< none while there is no good text, or nothing new
  std::optional<extension_report> report;
  std::vector<std::string> notes; ///< for the history
};

class extension_logic {
public:
  extension_logic(cluster_settings settings, renderer render)
      : settings_(std::move(settings)), render_(std::move(render)) {}
  extension_effects on(const routes_changed& r);
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
  void render();
  void end_quarantines();
  void take_refusal(const std::string& words);
  void take_trial(bool accepted);
  void put_aside(const std::string& service);
  service_names quarantined() const;
  /// Of the services that are not left out.
  std::map<std::string, digest> labels_in_text() const;
  std::optional<config_rendered> next_text();
  std::optional<config_rendered> trial();

  cluster_settings settings_;
  renderer render_;
  std::optional<routes_changed> routes_;
  std::map<std::string, blame> quarantine_;
  std::map<std::string, digest> accepted_; ///< labels of the services in the last text that a proxy loaded
  std::optional<culprit_search> search_;
  digest on_trial_;
  expired_certificates expired_;
  std::optional<refusal> refused_; ///< the last text that was searched for whom to blame
  problems render_problems_;
  std::optional<config_rendered> last_good_;
  extension_report report_;
  std::vector<std::string> notes_;
};

} // namespace signalbox
