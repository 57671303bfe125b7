// Explains why a service is routed or not: all data of the snapshot about one service in one answer.
#pragma once
#include "adapters/http/http_message.hpp"
#include "messages/reports.hpp"

#include <string>

namespace signalbox {

/// `/v1/explain/<service>`: an entry for each cluster that takes the service; if none does, one entry with the reason.
/// Lists are limited to 100 entries, with the number of omitted ones. 404 if no service of that name has labels of
/// ours.
http_reply explain(const status_snapshot& p, const std::string& service);

} // namespace signalbox
