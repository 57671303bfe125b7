// How much CPU time a password of a foreign label costs for each request.
#pragma once
#include "adapters/cli/convert/label_draft.hpp"

#include <optional>
#include <string>

namespace signalbox {

/// The cost of a bcrypt hash such as `$2y$14$…`, a power of two; none for other hashes.
std::optional<unsigned> bcrypt_cost(const std::string& hash);

/// Adds a note if the hash is expensive. The proxy computes it for each request, in one of its workers.
void note_password_cost(const std::string& user, const std::string& hash, const std::string& foreign,
                        label_draft& draft);

} // namespace signalbox
