// The page for people at `/`: one HTML document without scripts or other files, which reloads itself.
#pragma once
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// The picture as HTML. Everything that came from outside (label values, names, errors) is escaped.
std::string status_page(const status_picture& p);
/// What is shown before the first picture.
std::string starting_page();
/// Text that is safe as HTML content and as an attribute's value; control characters become U+FFFD.
std::string escaped(const std::string& text);

} // namespace signalbox
