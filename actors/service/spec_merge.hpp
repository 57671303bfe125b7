// Three-way merge of specs: core's updates keep an operator's manual changes, and still apply a changed TOML file.
#pragma once
#include "messages/managed_service.hpp"

#include <optional>

namespace signalbox {

/// Applies the differences between `applied` (core's last desired spec) and `desired` to `live`, value by value and
/// item by item, and keeps everything else. Networks, configs, secrets and core's own labels of `desired` are always
/// restored, because core depends on them. Without `applied` (a service that core has not written yet, such as one of
/// Interlock's) every single value of `desired` wins, sets and maps are united, and config objects of an earlier writer
/// are dropped.
managed_spec merge(const std::optional<managed_spec>& applied, const managed_spec& live, const managed_spec& desired);

/// A write that a service needs.
struct service_change {
  managed_spec desired;
  managed_spec merged; ///< what is written
  bool heals = false;  ///< another writer changed the service: core's desired spec is that of its last write
};

/// The write that makes `live` match `desired`; none if it matches, and its label records `desired` as applied.
std::optional<service_change> change_to(managed_spec desired, const live_service& live);

} // namespace signalbox
