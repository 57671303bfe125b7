// `signalbox healthcheck`: what the image's health check runs.
#pragma once
#include "adapters/cli/command_line/command_line.hpp"

namespace signalbox {

/// 0 if a core answers `/healthz` with 200 within two seconds, else 1 with the reason on stderr. Without
/// a URL and a file it takes ListenAddr from `/config.toml`, if there is one.
int healthcheck(healthcheck_command wanted);

} // namespace signalbox
