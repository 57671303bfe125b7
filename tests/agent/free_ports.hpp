// Ports for the proxy of a test, and for what it listens on beside it.
#pragma once
#include <cstdint>

namespace signalbox::test {

/// The first of five free ports in a row on the loopback interface, below those that the kernel takes for connections.
/// Throws std::runtime_error if there are none.
std::uint16_t free_ports();

} // namespace signalbox::test
