// The phone book: every actor of the core, and every message it takes. Handles point downstream only.
//
//   watcher ─► cluster supervisor ─► cluster ─► extension ─► proxy          all of them ─► status
//
// Messages never leave the process. Nobody asks an actor a question: facts flow down, reports flow to status.
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

/// Timer of the actor itself. One whose epoch is not the newest is a ghost.
struct wake {
  std::uint64_t epoch = 0;
};

/// An answer from the outside has come: `step` runs on the thread of the actor that asked.
struct answered {
  std::function<void()> step;
};

/// Fact for the history: something worth an operator's line.
struct happened {
  std::string path, what;
};

using status_actor = caf::typed_actor<caf::reacts_to<stage_report>, // every stage tells; nobody waits
                                      caf::reacts_to<happened>>;    // a line for the history

/// Status was restarted: use this handle, and report again.
struct status_moved {
  status_actor status;
};

template <class... Facts>
using stage_interface = caf::typed_actor<caf::reacts_to<answered>, caf::reacts_to<wake>, caf::reacts_to<status_moved>,
                                         caf::reacts_to<Facts>...>;

using proxy_actor = stage_interface<config_rendered>;           // newest wanted configuration
using extension_actor = stage_interface<routes_changed>;        // newest route table
using cluster_actor = stage_interface<view_changed>;            // newest view
using cluster_supervisor_actor = stage_interface<view_changed>; // kept, and passed to the cluster
using janitor_actor = stage_interface<>;                        // removes what left the TOML

/// A cluster supervisor was restarted: this is its new handle.
struct cluster_attached {
  cluster_id cluster;
  cluster_supervisor_actor supervisor;
};

using watcher_actor = stage_interface<cluster_attached>; // its facts come from the engine

} // namespace signalbox

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::wake)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::answered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::happened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::stage_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::status_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::view_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::routes_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::config_rendered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(signalbox::cluster_attached)
