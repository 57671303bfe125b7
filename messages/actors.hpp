// The list of actors: every actor of the core, and every message that it takes. Handles point downstream only.
//
//   watcher ─► cluster supervisor ─► cluster ─► extension ─► proxy          all of them ─► status
//
// Messages stay in the process. There are no requests: facts flow downstream, reports flow to status.
#pragma once
#include "messages/identity.hpp"
#include "messages/rendered.hpp"
#include "messages/reports.hpp"
#include "messages/routes.hpp"
#include "messages/view.hpp"

#include <caf/all.hpp>
#include <cstdint>
#include <functional>

namespace signalbox {

/// Timer of an actor. A `wake` whose epoch is not the newest is stale.
struct wake {
  std::uint64_t epoch = 0;
};

/// Reply of a port: `continuation` runs on the thread of the actor that made the call.
struct port_reply {
  std::function<void()> continuation;
};

using status_actor = caf::typed_actor<caf::reacts_to<actor_report>,   // sent by every actor
                                      caf::reacts_to<history_event>>; // an entry of the history

/// The status actor was restarted: the receiver replaces its handle and reports again.
struct status_moved {
  status_actor status;
};

template <class... Facts>
using actor_interface = caf::typed_actor<caf::reacts_to<port_reply>, caf::reacts_to<wake>, caf::reacts_to<status_moved>,
                                         caf::reacts_to<Facts>...>;

using proxy_actor = actor_interface<config_rendered>;           // newest desired configuration
using extension_actor = actor_interface<routes_changed>;        // newest route table
using cluster_actor = actor_interface<view_changed>;            // newest view
using cluster_supervisor_actor = actor_interface<view_changed>; // keeps the newest view and passes it to the cluster
using janitor_actor = actor_interface<>; // removes the services of clusters that are not in the TOML file

/// A cluster supervisor was restarted: this is its new handle.
struct cluster_attached {
  cluster_id cluster;
  cluster_supervisor_actor supervisor;
};

using watcher_actor = actor_interface<cluster_attached>; // reads the Swarm through its ports

} // namespace signalbox

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::port_reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::history_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::actor_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::status_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::view_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::routes_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::config_rendered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::cluster_attached)
