// What comes out of a scene, for each kind of case.
#pragma once
#include "tests/golden/golden_case.hpp"

#include <string>

namespace signalbox::golden {

/// Labels of the scene's only service, as they were read.
std::string labels_output(const scene& all);

/// The route table, with the problems.
std::string routes_output(const scene& all);

/// The whole rendered text, or the errors. `BANNER` stands for the banner, which changes with the version.
std::string nginx_output(const scene& all);

/// The rendered text below the default server: what depends on the routes.
std::string hosts_output(const scene& all);

/// Which lines of the text the options add (`+`) and take away (`-`), and the problems of the options.
std::string options_output(const scene& all);

/// The text as nginx would get it; empty if there is none.
std::string rendered(const scene& all);

/// The scene with the version of nginx that `SIGNALBOX_GOLDEN_VERSION` names, if it does.
scene for_nginx(scene all);

/// Which lines of HAProxy's text the services and options add (`+`) and take away (`-`), and the problems.
std::string haproxy_output(const scene& all);

/// HAProxy's whole text.
std::string haproxy_text_output(const scene& all);

/// The text as HAProxy would get it; empty if there is none.
std::string rendered_for_haproxy(const scene& all);

/// Writes a text to the directory `SIGNALBOX_GOLDEN_DUMP` names, if there is one. nginx's files end with `.conf`,
/// HAProxy's with `.cfg`.
void dump(const std::string& file, const std::string& text);

} // namespace signalbox::golden
