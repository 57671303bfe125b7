// Collects the routes of one service and our labels for them.
//
// Routes that do not fit into the labels of one service become notes: no label applies to more requests than its
// foreign one.
#pragma once
#include "adapters/cli/convert/conversion.hpp"
#include "adapters/cli/convert/draft_routes.hpp"

#include <string>
#include <utility>
#include <vector>

namespace signalbox {

class label_draft {
public:
  using kind = conversion_note::kind;

  explicit label_draft(std::string service) { made_.service = std::move(service); }

  /// The calls after this one are about a new route; those before the first one are about all routes. `foreign`: the
  /// label that names the route in notes.
  void begin_route(const std::string& foreign);
  void serve(const place& at) { route().places.insert(at); }
  /// A place where the route gets some of the requests only; nothing is served for it.
  void serve_partly(const place& at) { route().partial.insert(at); }
  void stop_serving(const place& at) { route().places.erase(at); }
  /// The route does not lead to the service's own tasks.
  void lead_elsewhere() { route().elsewhere = true; }
  void over(bool http, bool https);
  /// Plain HTTP is not redirected either, by this label.
  void answer_https_only(const std::string& foreign) { route().answers_https_only = foreign; }
  /// Sets our label (without the prefix). If the route has another value for it, a note is added, and that one stays.
  void set(const std::string& label, const std::string& value, const std::string& foreign);
  /// Removes a path prefix before requests are forwarded to tasks. `forwarded`: they get it in `X-Forwarded-Prefix`.
  void strip(const std::string& prefix, const std::string& foreign, bool forwarded = false);
  /// Redirects all requests for a host, whatever the route. `target`: without a path, or with one that the path of the
  /// request is appended to.
  void redirect(const std::string& host, const std::string& target, const std::string& status,
                const std::string& foreign);

  /// As `unsupported`, for what restricts the requests that reach the application.
  void guard_unsupported(const std::string& foreign, const std::string& why) {
    route().unguarded = true;
    unsupported(foreign, why);
  }
  void unsupported(const std::string& foreign, const std::string& why) { note(kind::unsupported, foreign, why); }
  void differs(const std::string& foreign, const std::string& how) { note(kind::differs, foreign, how); }
  void prerequisite(const std::string& foreign, const std::string& what) { note(kind::prerequisite, foreign, what); }

  const std::string& service() const { return made_.service; }
  const std::set<place>& places() { return route().places; }
  /// Whether a route that leads to the service includes one of these places.
  bool includes(const std::set<place>& places) const;

  /// The labels, which our own parser accepts without a problem; none if the service cannot be routed.
  conversion finish(const convert_options& options);

private:
  /// The redirects of one host.
  struct host_redirect_draft {
    std::string pair, foreign;
  };

  draft_route& route() { return routes_.empty() ? common_ : routes_.back(); }
  void note(kind level, const std::string& foreign, const std::string& text);
  void check_prefixes(draft_route& r);
  void note_lost(const route_group& lost);
  void put_redirects(route_group& kept);
  void put_https(const route_group& kept, const convert_options& options);
  void note_https_only(const route_group& kept);
  void put(const route_group& kept, const convert_options& options);
  void drop_what_is_refused();

  conversion made_;
  draft_route common_;
  std::vector<draft_route> routes_;
  std::map<std::string, host_redirect_draft> redirects_; ///< by host
};

} // namespace signalbox
