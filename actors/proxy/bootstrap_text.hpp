// What goes into the config object that a proxy's tasks start with.
//
// Docker takes at most 1,024,000 bytes, which is about 4,000 hosts. A larger text is compressed; the agent tells by its
// first bytes.
#pragma once
#include <memory>
#include <string>

namespace signalbox {

/// `text` itself, or compressed as `gzip -dc` reads it if it has more than `most` bytes. Equal texts give equal bytes.
std::shared_ptr<const std::string> bootstrap_text(std::shared_ptr<const std::string> text,
                                                  std::size_t most = 1'000'000);

} // namespace signalbox
