# Expensive external headers are precompiled once for many targets. A target may use one set, and only a set that is
# compiled with the target's own options: those of the product are optimised, the tests' are in tests/CMakeLists.txt.
#
#   target_precompile_headers(TARGET REUSE_FROM signalbox_headers_standard)
set(SIGNALBOX_STANDARD_HEADERS
    <algorithm> <array> <charconv> <chrono> <cstdint> <cstdlib> <functional> <map> <memory> <optional> <set> <span> <sstream>
    <stdexcept> <string> <string_view> <tuple> <utility> <variant> <vector>)

# signalbox_headers(NAME HEADERS <a> <b>… LIBRARIES library…)
function(signalbox_headers name)
  cmake_parse_arguments(arg "" "" "HEADERS;LIBRARIES" ${ARGN})
  file(CONFIGURE OUTPUT headers_${name}.cpp CONTENT "// Nothing but the precompiled headers.\n")
  add_library(signalbox_headers_${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/headers_${name}.cpp)
  target_link_libraries(signalbox_headers_${name} PRIVATE signalbox_options ${arg_LIBRARIES})
  target_precompile_headers(signalbox_headers_${name} PRIVATE ${arg_HEADERS})
endfunction()

signalbox_headers(standard HEADERS ${SIGNALBOX_STANDARD_HEADERS})
signalbox_headers(json HEADERS ${SIGNALBOX_STANDARD_HEADERS} <nlohmann/json.hpp> LIBRARIES nlohmann_json::nlohmann_json)
signalbox_headers(asio HEADERS ${SIGNALBOX_STANDARD_HEADERS} <atomic> <mutex> <thread> <nlohmann/json.hpp>
                  <boost/asio/generic/stream_protocol.hpp> <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp>
                  <boost/asio/post.hpp> <boost/asio/steady_timer.hpp> <boost/asio/write.hpp>
                  LIBRARIES Boost::headers nlohmann_json::nlohmann_json)
signalbox_headers(caf HEADERS ${SIGNALBOX_STANDARD_HEADERS} <caf/all.hpp> <spdlog/spdlog.h>
                  LIBRARIES CAF::core spdlog::spdlog)
