// The output of a scene, for each kind of case.
#pragma once
#include "tests/golden/golden_case.hpp"

#include <string>

namespace signalbox::golden {

/// Parsed labels of the scene's only service.
std::string labels_output(const scene& all);

/// The route table, with the problems.
std::string routes_output(const scene& all);

/// The whole rendered text, or the errors. `BANNER` replaces the banner, which depends on the version.
std::string nginx_output(const scene& all);

/// The rendered text after the default server: the part that depends on the routes.
std::string hosts_output(const scene& all);

/// The lines that the options add to the text (`+`) and remove (`-`), and the problems of the options.
std::string options_output(const scene& all);

/// The text that nginx receives; empty if there is none.
std::string rendered(const scene& all);

/// The scene with the version of nginx in `SIGNALBOX_GOLDEN_VERSION`, if it is set.
scene for_nginx(scene all);

/// The lines of HAProxy's text that the services and options add (`+`) and remove (`-`), and the problems.
std::string haproxy_output(const scene& all);

/// HAProxy's whole text.
std::string haproxy_text_output(const scene& all);

/// The text that HAProxy receives; empty if there is none.
std::string rendered_for_haproxy(const scene& all);

/// Writes a text to the directory in `SIGNALBOX_GOLDEN_DUMP`, if it is set. nginx's files end with `.conf`, HAProxy's
/// with `.cfg`.
void dump(const std::string& file, const std::string& text);

} // namespace signalbox::golden
