// Where an engine listens, and how to trust it.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace signalbox {

enum class engine_transport { unix_socket, tcp, tls };

/// An engine's address, checked. Certificates are paths of PEM files and are read at every connect, so that a renewed
/// one is taken without a restart.
struct engine_address {
  engine_transport transport = engine_transport::unix_socket;
  std::string path; ///< of the unix socket
  std::string host; ///< name or IP address, without brackets
  std::uint16_t port = 0;
  std::string ca_cert;   ///< empty: the certificates that the system trusts
  std::string cert, key; ///< client certificate, both or none
  bool verify = true;    ///< false (`AllowInsecure`): any certificate of the engine will do
};

/// From `DockerURL`, `TLSCACert`, `TLSCert`, `TLSKey` and `AllowInsecure`. `tcp://` is TLS if one of the three files is
/// named, as with `docker` itself; `https://` always, `http://` never. Default ports are 2375 and 2376.
std::variant<engine_address, problem> engine_address_of(const settings& s);

/// What is wrong with the certificate files: empty if they can be used, or are not needed.
problems check_certificates(const engine_address& address);

/// For people: `unix:///var/run/docker.sock`, `tcp://10.0.0.5:2375`, `https://[::1]:2376`.
std::string to_string(const engine_address& address);

} // namespace signalbox
