// Who this node is to SwarmKit: the certificate and key that the engine keeps on its disk.
#pragma once
#include <string>
#include <variant>

namespace signalbox {

/// PEM texts, fit for TLS. The key is wiped from memory in the end.
struct node_identity {
  std::string authority, certificate, key;
  node_identity() = default;
  node_identity(node_identity&& other) = default;
  node_identity& operator=(node_identity&& other) = default;
  ~node_identity();
};

/// Why there is none, as in `task_stream_down`. Never holds a part of the key.
struct no_identity {
  std::string cause, why;
};

/// Reads the folder anew. A key that is encrypted, and a certificate that is expired or no manager's, are no identity.
std::variant<node_identity, no_identity> read_identity(const std::string& folder);

} // namespace signalbox
