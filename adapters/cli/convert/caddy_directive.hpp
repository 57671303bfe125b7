// Converts Caddy's directives that change requests and answers, or restrict them.
#pragma once
#include "adapters/cli/convert/caddy_scope.hpp"
#include "adapters/cli/convert/label_draft.hpp"

#include <string>
#include <vector>

namespace signalbox {

/// A directive with its scope; `words` are its arguments without the matcher.
struct caddy_directive {
  const caddy_node* node = nullptr;
  std::vector<std::string> words;
  caddy_scope where;
};

/// A directive that contains others, and perhaps a route.
bool is_block(const caddy_node& node);
/// Neither a matcher nor something that answers requests by itself.
bool is_option(const caddy_node& node);
/// Comes after the blocks in Caddy's order: it does not get their requests.
bool is_after_blocks(const caddy_node& node);
/// Whether it is or contains a `reverse_proxy`.
bool leads_to_application(const caddy_node& node);

/// Adds the directive to the draft's route, whose requests it applies to.
void put_directive(const caddy_directive& directive, label_draft& draft);
/// Adds a note for a directive that applies to some of the route's requests.
void note_partial_directive(const caddy_directive& directive, label_draft& draft);
/// Adds an option of `reverse_proxy`.
void put_proxy_option(const caddy_node& option, label_draft& draft);

} // namespace signalbox
