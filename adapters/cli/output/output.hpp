// Formats core's JSON answers as text, and detects problems in them. Pure.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

struct answer {
  std::string text; ///< lines of at most 100 columns; a longer word is not split
  bool fine = true; ///< false: there is a problem, and the text describes it
};

/// Of `/v1/status`. Not fine: core is not ready, an actor or a proxy has a problem, or a service is not routed.
answer status_answer(const nlohmann::json& status);

/// Of `/v1/history`, newest first. Always fine.
answer history_answer(const nlohmann::json& history);

/// Of `/v1/explain/SERVICE`. Fine: in every cluster that takes the service, it has targets and all proxy tasks serve
/// its current configuration.
answer explain_answer(const nlohmann::json& explained);

} // namespace signalbox
