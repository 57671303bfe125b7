// What the actors and the Docker adapter count, in the form that `/metrics` is made of.
#pragma once
#include "actors/actor_metrics.hpp"
#include "adapters/docker/engine_metrics.hpp"
#include "adapters/http/metric_sources.hpp"

namespace signalbox {

metric_sources take_samples(const meter_board& meters, const engine_metrics& engine);

} // namespace signalbox
