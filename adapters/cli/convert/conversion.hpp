// Labels of other routers for Docker Swarm, said again as ours. Pure.
//
// Each reader walks over a service's foreign labels and puts what it understands into a draft; the draft becomes labels
// only if our own reader takes them without a word. What has no counterpart is said, never dropped in silence.
#pragma once
#include "messages/settings.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// A Swarm service with labels of any kind.
struct foreign_service {
  std::string name;
  label_map labels;
};

/// What a person has to know beside the labels.
struct conversion_note {
  /// `unsupported`: there is no counterpart. `differs`: it is said, and means something else. `prerequisite`: to be
  /// done before.
  enum class kind { unsupported, differs, prerequisite };
  kind level = kind::unsupported;
  std::string label; ///< the foreign one; empty: about the service
  std::string text;
  auto operator<=>(const conversion_note&) const = default;
};

struct conversion {
  std::string service;
  label_map labels; ///< ours; empty: the service cannot be routed, and the notes say why
  std::vector<conversion_note> notes;
  bool unguarded = false; ///< something that kept clients out has no counterpart: the labels would let everybody in
};

struct convert_options {
  std::string cluster;     ///< put into each `service_cluster`; empty: no such label
  std::string certificate; ///< name of a secret, for hosts that were served over HTTPS; empty: not known
};

using conversions = std::vector<conversion>;

/// Services with `traefik.*` labels of versions 2 and 3. Others, and those with `traefik.enable=false`, are left out.
conversions convert_traefik(const std::vector<foreign_service>& services, const convert_options& options);

/// Services with labels of caddy-docker-proxy 2.
conversions convert_caddy(const std::vector<foreign_service>& services, const convert_options& options);

/// Reads what `docker service inspect` prints. Throws `std::runtime_error` if it is something else.
std::vector<foreign_service> read_inspected(const std::string& json);

/// A script for the shell: a `docker service update --label-add …` a service, the notes as comments. A command that
/// would let everybody in is a comment, too.
std::string conversion_script(const conversions& all);
/// The same for programs.
std::string conversion_json(const conversions& all);

/// Whether anything has no counterpart.
bool has_unsupported(const conversions& all);

} // namespace signalbox
