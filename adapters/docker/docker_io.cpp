#include "adapters/docker/docker.hpp"
#include "adapters/docker/engine_thread.hpp"

namespace signalbox {

docker_io::docker_io() : thread_(std::make_shared<engine_thread>()) {}

docker_io::~docker_io() { thread_->stop(); }

} // namespace signalbox
