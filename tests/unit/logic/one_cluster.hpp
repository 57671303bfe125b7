// A proxy without agents.
#pragma once
#include "tests/unit/logic/proxy_model.hpp"

namespace signalbox {

/// A cluster whose proxy has no agent.
struct one_cluster : proxy_model {
  one_cluster() : proxy_model(settings_of_one()) {}

private:
  static cluster_settings settings_of_one() {
    cluster_settings s;
    s.id = {"us-east"};
    s.proxy_service_name = "interlock-proxy-us-east";
    return s;
  }
};

} // namespace signalbox
