// What core says as JSON, as text for people, and whether it is good news. Pure.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace signalbox {

struct answer {
  std::string text; ///< lines of at most 100 columns; a longer word stays whole
  bool fine = true; ///< false: something is wrong, and the text says what
};

/// Of `/v1/status`. Not fine: core is not ready, an actor or a proxy is in trouble, a service is left out.
answer status_answer(const nlohmann::json& status);

/// Of `/v1/history`, newest first. Always fine.
answer history_answer(const nlohmann::json& history);

/// Of `/v1/explain/SERVICE`. Fine: every cluster that takes the service has targets for it, and all its proxy tasks
/// serve it as it is now.
answer explain_answer(const nlohmann::json& explained);

} // namespace signalbox
