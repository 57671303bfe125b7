// What the actors and the Docker adapter count, in the form that `/metrics` is made of.
#pragma once
#include "actors/actor_metrics.hpp"
#include "adapters/api/metric_sources.hpp"
#include "adapters/docker/engine_metrics.hpp"

namespace signalbox {

metric_sources take_samples(const metrics_registry& metrics, const engine_metrics& engine);

} // namespace signalbox
