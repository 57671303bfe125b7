#include "adapters/cli/output/output.hpp"
#include "adapters/cli/output/text_table.hpp"

namespace signalbox {

answer history_answer(const nlohmann::json& history) {
  text_table table({"WHEN", "WHERE", "WHAT"});
  for (const auto& entry : history.at("history"))
    table.add({entry.at("when"), entry.at("path"), entry.at("what")});
  if (table.empty())
    return {"Nothing has happened since core was started.\n", true};
  return {table.text(), true};
}

} // namespace signalbox
