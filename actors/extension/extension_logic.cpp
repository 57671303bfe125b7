#include "actors/extension/extension_logic.hpp"

namespace signalbox {

extension_effects extension_logic::on(const routes_changed& r) {
  if (r.sum != last_routes_) {
    last_routes_ = r.sum;
    auto result = render_(*r.routes, settings_);
    if (auto* failed = std::get_if<render_failed>(&result)) {
      report_.found = std::move(failed->found);
      return {{}, report_};
    }
    auto text = std::make_shared<const std::string>(std::move(std::get<rendered_text>(result).text));
    report_.found.clear();
    report_.sum = digest_of(*text);
    report_.bytes = text->size();
    last_good_ = config_rendered{r.cluster, r.rev, report_.sum, std::move(text), r.routes->networks, r.settled};
  }
  // While the newest table cannot be rendered, the revision of the last good text stays what it was.
  if (!last_good_ || !report_.found.empty())
    return {{}, report_};
  last_good_->rev = r.rev;
  last_good_->settled = r.settled;
  report_.rendered = r.rev;
  return {last_good_, report_};
}

} // namespace signalbox
