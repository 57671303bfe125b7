// Why one service is routed as it is, or is not: everything that the snapshot has of it, put together for one answer.
#pragma once
#include "adapters/http/http_message.hpp"
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// `/v1/explain/<service>`: an entry for each cluster that takes the service, or one that says why none does. Lists are
/// cut at 100 entries, with the number of those left out. 404 if no service of that name carries labels of ours.
http_reply explain(const status_snapshot& p, const std::string& service);

} // namespace signalbox
