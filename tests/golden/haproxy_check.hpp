// Checks HAProxy's text line by line, and returns the line that no route can cause. Independent of the renderer and the
// label grammar on purpose.
#pragma once
#include <string>

namespace signalbox::golden {

/// Empty if the text contains only allowed lines; otherwise the first other line.
std::string foreign_to_haproxy(const std::string& text);

/// The sections and rules after `# service NAME` of this one service, joined.
std::string haproxy_part(const std::string& text, const std::string& service);

} // namespace signalbox::golden
