#include "actors/service/service_calls.hpp"

#include <array>
#include <utility>

namespace signalbox {

namespace {

struct performer {
  service_engine& engine;
  const cluster_id& cluster;
  const std::string& service;
  on_answer<observed_service> observed;
  on_answer<engine_outcome> ended;

  void operator()(observe_service&) { engine.observe(cluster, service, std::move(observed)); }
  void operator()(make_config& c) {
    engine.create_config(std::move(c.name), std::move(c.labels), std::move(c.text), std::move(ended));
  }
  void operator()(make_secret& s) {
    engine.create_secret(std::move(s.name), std::move(s.labels), std::move(s.value), std::move(ended));
  }
  void operator()(mark_config& c) { engine.label_config(std::move(c.object), std::move(c.labels), std::move(ended)); }
  void operator()(drop_config& c) { engine.remove_config(std::move(c.id), std::move(ended)); }
  void operator()(make_service& s) { engine.create_service(service, std::move(s.desired), std::move(ended)); }
  void operator()(change_service& s) {
    engine.update_service(std::move(s.live), std::move(s.merged), std::move(s.desired), std::move(ended));
  }
};

} // namespace

call_kind kind_of(const service_call& call) {
  static constexpr std::array<call_kind, std::variant_size_v<service_call>> kinds{
      call_kind::observe, call_kind::config, call_kind::secret, call_kind::mark,
      call_kind::drop,    call_kind::write,  call_kind::write};
  return kinds[call.index()];
}

void perform(service_call call, service_engine& engine, const cluster_id& cluster, const std::string& service,
             on_answer<observed_service> observed, on_answer<engine_outcome> ended) {
  std::visit(performer{engine, cluster, service, std::move(observed), std::move(ended)}, call);
}

} // namespace signalbox
