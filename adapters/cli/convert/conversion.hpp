// Converts labels of other routers for Docker Swarm to ours. Pure.
//
// Each reader converts the foreign labels of a service into a draft; the draft becomes labels only if our own parser
// reads them without a problem. An option without an equivalent becomes a note; none is dropped silently.
#pragma once
#include "messages/settings.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// A Swarm service with labels of any router.
struct foreign_service {
  std::string name;
  label_map labels;
  label_map container_labels{}; ///< of `TaskTemplate.ContainerSpec`
};

/// Additional information about a conversion.
struct conversion_note {
  /// `unsupported`: there is no equivalent. `differs`: it is converted, but the meaning differs. `prerequisite`: has to
  /// be done first.
  enum class kind { unsupported, differs, prerequisite };
  kind level = kind::unsupported;
  std::string label; ///< the foreign one; empty: the note is about the service
  std::string text;
  auto operator<=>(const conversion_note&) const = default;
};

struct conversion {
  std::string service;
  label_map labels; ///< ours; empty: the service cannot be routed, and the notes contain the reason
  std::vector<conversion_note> notes;
  bool unguarded = false; ///< what restricts requests has no equivalent: with these labels clients would reach more
};

struct convert_options {
  std::string cluster;     ///< value of each `service_cluster`; empty: no such label
  std::string certificate; ///< secret for hosts that were served over HTTPS; empty: unknown
};

using conversions = std::vector<conversion>;

/// Services with `traefik.*` labels of versions 2 and 3. Others, and those with `traefik.enable=false`, are omitted.
conversions convert_traefik(const std::vector<foreign_service>& services, const convert_options& options);

/// Services with labels of caddy-docker-proxy 2.
conversions convert_caddy(const std::vector<foreign_service>& services, const convert_options& options);

/// Parses the output of `docker service inspect`. Throws `std::runtime_error` for other input.
std::vector<foreign_service> read_inspected(const std::string& json);

/// A shell script: one `docker service update --label-add …` for each service, the notes as comments. For an
/// `unguarded` service the command is a comment, too.
std::string conversion_script(const conversions& all);
/// The conversions as JSON.
std::string conversion_json(const conversions& all);

/// Whether a note of any conversion is `unsupported`.
bool has_unsupported(const conversions& all);

} // namespace signalbox
