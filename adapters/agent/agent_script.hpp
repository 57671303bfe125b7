// The agent script of proxy tasks, which core writes into a Docker config object.
#pragma once
#include <string>

namespace signalbox {

/// A POSIX shell script: the concatenated files of `script/`.
const std::string& agent_script();

} // namespace signalbox
