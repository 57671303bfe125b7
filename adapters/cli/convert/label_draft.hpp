// Collects the labels of ours for one service.
//
// Our labels allow one set of hosts and one set of paths a service, where each host has each path, and one value a
// label. Other routers allow many routes a service: routes that do not fit become notes.
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

  /// `host` empty: every host that no other service serves. `path`: `/` or `/app`.
  void serve(const std::string& host, const std::string& path) { places_.emplace(host, path); }
  /// Sets our label (without the prefix). For a second, different value a note is added, and the first one stays.
  void set(const std::string& label, const std::string& value, const std::string& foreign);
  /// Sets the path prefix that is removed before requests are forwarded to tasks.
  void strip(const std::string& prefix, const std::string& foreign) { stripped_.emplace(prefix, foreign); }
  /// `serve_https`: the hosts were served over HTTPS. `send_on_to_https`: plain HTTP was redirected.
  void serve_https() { https_ = true; }
  void send_on_to_https() { https_only_ = true; }

  /// As `unsupported`, for an access restriction.
  void guard_unsupported(const std::string& foreign, const std::string& why) {
    made_.unguarded = true;
    unsupported(foreign, why);
  }
  void unsupported(const std::string& foreign, const std::string& why) { note(kind::unsupported, foreign, why); }
  void differs(const std::string& foreign, const std::string& how) { note(kind::differs, foreign, how); }
  void prerequisite(const std::string& foreign, const std::string& what) { note(kind::prerequisite, foreign, what); }

  const std::string& service() const { return made_.service; }
  bool has(const std::string& label) const;

  /// Returns only the notes: the service has nothing that can be routed.
  conversion leave() { return std::move(made_); }

  /// The labels, which our own parser accepts without a problem; none if the service cannot be routed.
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
