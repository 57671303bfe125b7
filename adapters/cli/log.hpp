// The log of the commands that run for long.
#pragma once

namespace signalbox {

/// To stderr, in the manner of Docker's own. `debug`: in detail.
void set_up_log(bool debug);

} // namespace signalbox
