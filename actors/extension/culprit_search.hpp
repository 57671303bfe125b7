// Which service is to blame when the proxy refuses a text: by the line that the proxy names, else by halving.
//
// A renderer writes `# service NAME …` above what it wrote for these services. Halving needs no such help: a running
// proxy tests texts with ever fewer of the suspects, and none of them is loaded.
#pragma once
#include "messages/identity.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace signalbox {

using service_names = std::set<std::string>;

/// The services in the nearest comment above the line that the proxy refuses. Empty if that is 0, or if the line
/// belongs to no service.
service_names services_at_fault(const std::string& text, std::size_t refused_line);

class culprit_search {
public:
  /// `innocent` were in a text that the proxy accepted, with these labels.
  culprit_search(service_names suspects, service_names innocent)
      : suspects_(std::move(suspects)), innocent_(std::move(innocent)) {}

  /// The services to test next, all others left out. First the innocent alone: if even they are refused, no service is
  /// to blame.
  service_names next() const;
  /// Takes the verdict on `next`.
  void take(bool accepted);

  bool over() const { return nobody_ || (base_tested_ && suspects_.size() <= 1); }
  /// Empty if no service is to blame.
  std::optional<std::string> culprit() const;

private:
  service_names half() const;
  service_names suspects_, innocent_;
  bool base_tested_ = false, nobody_ = false;
};

} // namespace signalbox
