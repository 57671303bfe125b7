// Reads HAProxy's text line by line, and says which line no route can have asked for. On purpose it shares nothing with
// the renderer or with the grammar of labels.
#pragma once
#include <string>

namespace signalbox::golden {

/// Empty if there is nothing in the text that must not be there; else the first such line.
std::string foreign_to_haproxy(const std::string& text);

/// The sections and rules that stand below `# service NAME` of this one service, joined.
std::string haproxy_part(const std::string& text, const std::string& service);

} // namespace signalbox::golden
