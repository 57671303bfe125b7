// One complete look at a proxy service; and removals, which a proxy actor and the janitor share.
#pragma once
#include "adapters/docker/engine_session.hpp"

namespace signalbox {

/// Asks for the service, its tasks and the cluster's config objects, one after the other.
void observe_proxy(std::shared_ptr<engine_session> session, cluster_id cluster, std::string service_name,
                   on_answer<observed_service> done);

/// `DELETE collection/id`; what is gone already is removed.
void remove_object(engine_session& session, const std::string& collection, const std::string& id,
                   on_answer<engine_outcome> done);

} // namespace signalbox
