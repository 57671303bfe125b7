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
  std::string desired_program; ///< the program of the texts; empty: any

  /// The report of a task that serves `running`, after it has carried out the assignment, if any.
  agent_report report_of(const std::string& task, const std::string& image, const digest& running,
                         const agent_assignment* assignment) const {
    agent_report r{task, image.starts_with("haproxy:") ? "haproxy/3.2.0" : nginx, running, {}, verdict::none, "", {}};
    if (!assignment)
      return r;
    r.judged = assignment->sum;
    r.result = assignment->validate_only ? verdict::passed : verdict::loaded;
    if (bad_texts.contains(*assignment->text) || runs_another(r, desired_program)) {
      r.result = verdict::refused;
      r.error = "nginx: [emerg] unknown directive";
    } else if (!assignment->validate_only) {
      r.running = assignment->sum;
    }
    return r;
  }
};

} // namespace signalbox
