// The node's SwarmKit identity: the certificate and key that the engine stores on disk.
#pragma once
#include <string>
#include <variant>

namespace signalbox {

/// PEM texts, usable for TLS. The destructor wipes the key from memory.
struct node_identity {
  std::string authority, certificate, key;
  node_identity() = default;
  node_identity(node_identity&& other) = default;
  node_identity& operator=(node_identity&& other) = default;
  ~node_identity();
};

/// Cause and reason, as in `task_stream_down`. Never contains a part of the key.
struct no_identity {
  std::string cause, why;
};

/// Reads the folder again at each call. An encrypted key, an expired certificate, and a certificate that is not a
/// manager's return `no_identity`.
std::variant<node_identity, no_identity> read_identity(const std::string& folder);

} // namespace signalbox
