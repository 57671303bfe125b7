// Finds the service that causes the proxy to refuse a text: by the line that the proxy reports, else by bisection.
//
// A renderer writes the comment `# service NAME …` above the lines of these services. Bisection does not need it: a
// running proxy validates texts with half of the remaining suspects, and loads none of them.
#pragma once
#include "messages/identity.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace signalbox {

using service_names = std::set<std::string>;

/// The services in the nearest such comment above the line that the proxy refuses. Empty if the line is 0, or if it
/// belongs to no service.
service_names services_at_fault(const std::string& text, std::size_t refused_line);

class culprit_search {
public:
  /// `innocent`: services that are assumed not to cause the refusal; the first test verifies this.
  culprit_search(service_names suspects, service_names innocent)
      : suspects_(std::move(suspects)), innocent_(std::move(innocent)) {}

  /// The services of the next text to validate. The first text has the innocent services only: if the proxy refuses it,
  /// no service is the cause.
  service_names next() const;
  /// Takes the verdict on the text with the services of `next`.
  void take(bool accepted);

  bool over() const { return nobody_ || (base_tested_ && suspects_.size() <= 1); }
  /// None if no service is the cause.
  std::optional<std::string> culprit() const;

private:
  service_names half() const;
  service_names suspects_, innocent_;
  bool base_tested_ = false, nobody_ = false;
};

} // namespace signalbox
