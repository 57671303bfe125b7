// An extension's decisions: render what is new, keep the last good text when rendering fails.
#pragma once
#include "actors/ports.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/routes.hpp"

#include <optional>

namespace signalbox {

struct extension_effects {
  std::optional<config_rendered> config; ///< none while there is no good text
  extension_report report;
};

class extension_logic {
public:
  extension_logic(cluster_settings settings, renderer render)
      : settings_(std::move(settings)), render_(std::move(render)) {}
  extension_effects on(const routes_changed& r);

private:
  cluster_settings settings_;
  renderer render_;
  digest last_routes_;
  std::optional<config_rendered> last_good_;
  extension_report report_;
};

} // namespace signalbox
