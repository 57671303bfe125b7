// Observes a managed service, and removes objects of the engine.
#pragma once
#include "adapters/docker/engine_session.hpp"

namespace signalbox {

/// Requests the service, its tasks and the cluster's config objects, one after the other.
void observe_service_by_name(std::shared_ptr<engine_session> session, cluster_id cluster, std::string service_name,
                             on_answer<observed_service> done);

/// `DELETE collection/id`; if the object no longer exists, the outcome is done.
void remove_object(engine_session& session, const std::string& collection, const std::string& id,
                   on_answer<engine_outcome> done);

} // namespace signalbox
