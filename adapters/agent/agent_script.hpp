// The agent that runs in proxy tasks, as core hands it to Swarm.
#pragma once
#include <string>

namespace signalbox {

/// A POSIX shell script: the files in `script/`, joined.
const std::string& agent_script();

} // namespace signalbox
