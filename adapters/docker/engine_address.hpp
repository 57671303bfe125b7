// The address of an engine, and its TLS settings.
#pragma once
#include "messages/problem.hpp"
#include "messages/settings.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace signalbox {

enum class engine_transport { unix_socket, tcp, tls };

/// A validated address of an engine. Certificates are paths of PEM files that are read at every connect, so that a
/// renewed certificate needs no restart.
struct engine_address {
  engine_transport transport = engine_transport::unix_socket;
  std::string path; ///< of the unix socket
  std::string host; ///< name or IP address, without brackets
  std::uint16_t port = 0;
  std::string ca_cert;   ///< empty: the certificates that the system trusts
  std::string cert, key; ///< client certificate, both or none
  bool verify = true;    ///< false (`AllowInsecure`): the engine's certificate is not verified
};

/// From `DockerURL`, `TLSCACert`, `TLSCert`, `TLSKey` and `AllowInsecure`. `tcp://` uses TLS if one of the three files
/// is set, as `docker` does; `https://` always does, `http://` never. Default ports: 2375, and 2376 with TLS.
std::variant<engine_address, problem> engine_address_of(const settings& s);

/// Problems of the certificate files; empty if the files are usable or not needed.
problems check_certificates(const engine_address& address);

/// For display: `unix:///var/run/docker.sock`, `tcp://10.0.0.5:2375`, `https://[::1]:2376`.
std::string to_string(const engine_address& address);

} // namespace signalbox
