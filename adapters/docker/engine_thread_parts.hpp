// `engine_thread::parts`, for the few files that include Asio.
#pragma once
#include "adapters/docker/engine_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace signalbox {

struct engine_thread::parts {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{io.get_executor()};
  std::thread thread;
};

} // namespace signalbox
