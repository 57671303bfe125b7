// Metrics of extension services; clusters whose routes core renders have no samples.
#include "adapters/api/metric_families.hpp"

namespace signalbox::metric {

families extension_families(const std::vector<cluster_status>& clusters) {
  auto connected = gauge("signalbox_extension_connected", "1 if the extension service polls and answers.");
  auto wanted = gauge("signalbox_extension_tasks_desired", "Tasks that the extension service should have.");
  auto running = gauge("signalbox_extension_tasks_running", "Tasks of the extension service that run.");
  auto answers = counter("signalbox_extension_answers_total", "Answers of the extension service by outcome.");
  auto times = histogram("signalbox_extension_answer_seconds", "Time from a render request to the extension's answer.");
  for (const auto& c : clusters) {
    if (!c.extension || !c.extension->service)
      continue;
    const auto& s = *c.extension->service;
    const labels l = {{"cluster", c.id.value}};
    add(connected, l, s.state == extension_state::connected);
    add(wanted, l, number(s.replicas));
    add(running, l, number(s.tasks_running));
    for (const auto& [kind, count] : s.answers)
      add(answers, {{"cluster", c.id.value}, {"kind", kind}}, number(count));
    add(times, l, s.answer_times);
  }
  return {connected, wanted, running, answers, times};
}

} // namespace signalbox::metric
