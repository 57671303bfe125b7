// Objects in dockerd's JSON form.
#pragma once
#include "tests/support/engine_double/swarm.hpp"

namespace signalbox::twin {

json show(const swarm& w, const service& s);
json show(const swarm& w, const task& t);
json show(const node& n);
json show(const network& n);
json show_config(const blob& b);
json show_secret(const blob& b); ///< without its data

} // namespace signalbox::twin
