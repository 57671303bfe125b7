// The reports of agents, for tests without real tasks.
#pragma once
#include "messages/agents.hpp"

#include <set>
#include <string>

namespace signalbox {

struct agent_model {
  enum class agents_are { good, silent };
  agents_are agents = agents_are::good; ///< in the tasks of a service that has one
  std::set<std::string> bad_texts;      ///< refused by the proxy's validation
  std::string nginx = "nginx/1.30.0";
  std::string wanted_program; ///< the program of the texts; empty: any

  /// The report of a task that serves `running`, after it has carried out the assignment, if any.
  agent_report word_of(const std::string& task, const std::string& image, const digest& running,
                       const agent_assignment* order) const {
    agent_report r{task, image.starts_with("haproxy:") ? "haproxy/3.2.0" : nginx, running, {}, verdict::none, "", {}};
    if (!order)
      return r;
    r.judged = order->sum;
    r.result = order->validate_only ? verdict::passed : verdict::loaded;
    if (bad_texts.contains(*order->text) || runs_another(r, wanted_program)) {
      r.result = verdict::refused;
      r.error = "nginx: [emerg] unknown directive";
    } else if (!order->validate_only) {
      r.running = order->sum;
    }
    return r;
  }
};

} // namespace signalbox
