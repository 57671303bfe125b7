// Our labels for one service, while they are being gathered.
//
// We know one set of hosts and one set of paths a service, where each host has each path, and one value a label. Other
// routers know many routes a service: what does not fit into this is said.
#pragma once
#include "adapters/cli/convert/conversion.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace signalbox {

class label_draft {
public:
  using kind = conversion_note::kind;

  explicit label_draft(std::string service) { made_.service = std::move(service); }

  /// `host` empty: every host that nobody else serves. `path`: `/` or `/app`.
  void serve(const std::string& host, const std::string& path) { places_.emplace(host, path); }
  /// Sets our label (without the prefix). A second, different value is said, and the first one stays.
  void set(const std::string& label, const std::string& value, const std::string& foreign);
  /// The prefix that tasks do not see.
  void strip(const std::string& prefix, const std::string& foreign) { stripped_.emplace(prefix, foreign); }
  /// The hosts were served over HTTPS; plain HTTP perhaps was sent on.
  void serve_https() { https_ = true; }
  void send_on_to_https() { https_only_ = true; }

  /// The same for what kept clients out.
  void guard_unsupported(const std::string& foreign, const std::string& why) {
    made_.unguarded = true;
    unsupported(foreign, why);
  }
  void unsupported(const std::string& foreign, const std::string& why) { note(kind::unsupported, foreign, why); }
  void differs(const std::string& foreign, const std::string& how) { note(kind::differs, foreign, how); }
  void prerequisite(const std::string& foreign, const std::string& what) { note(kind::prerequisite, foreign, what); }

  const std::string& service() const { return made_.service; }
  bool has(const std::string& label) const;

  /// Only the notes: the service asks for nothing that could be routed.
  conversion leave() { return std::move(made_); }

  /// The labels, as our own reader takes them without a problem; none if the service cannot be routed.
  conversion finish(const convert_options& options);

private:
  void note(kind level, const std::string& foreign, const std::string& text);
  void put_places();
  void put_paths(const std::set<std::string>& paths);
  void put_https(const convert_options& options);
  void drop_what_is_refused();

  conversion made_;
  std::set<std::pair<std::string, std::string>> places_, stripped_;
  bool https_ = false, https_only_ = false;
};

} // namespace signalbox
