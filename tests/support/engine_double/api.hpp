// Docker's HTTP API over the simulated Swarm: status codes, messages and shapes as observed with dockerd 20.10.
#pragma once
#include "adapters/http/http_message.hpp"
#include "tests/support/engine_double/filters.hpp"
#include "tests/support/engine_double/swarm.hpp"

#include <functional>
#include <string>
#include <vector>

namespace signalbox::twin {

/// Subscribes a client to events since `since`. Called on the io thread, after the state is unlocked.
using join_events = std::function<void(std::shared_ptr<stream_writer>, const filter_set&, std::int64_t since)>;

/// One request; the path is split at slashes, without the version.
struct call {
  const http_request& request;
  std::vector<std::string> path;
  std::string query(const std::string& key) const {
    auto found = request.query.find(key);
    return found == request.query.end() ? "" : found->second;
  }
};

class api {
public:
  api(swarm& swarm, std::string version, std::string oldest, join_events join)
      : swarm_(swarm), version_(std::move(version)), oldest_(std::move(oldest)), join_(std::move(join)) {}
  /// The reply to any request.
  http_reply answer(const http_request& request);

private:
  http_reply dispatch(const call& c);
  http_reply system(const call& c);
  http_reply events(const call& c);
  http_reply services(const call& c);
  http_reply list_services(const call& c);
  http_reply create_service(const call& c);
  http_reply update_service(const call& c);
  http_reply tasks(const call& c);
  http_reply nodes(const call& c);
  http_reply networks(const call& c);
  http_reply create_network(const call& c);
  http_reply remove_network(std::string id);
  http_reply blobs(const call& c, std::map<std::string, blob>& all, const std::string& kind);
  http_reply create_blob(const call& c, std::map<std::string, blob>& all, const std::string& kind);
  http_reply update_blob(const call& c, blob& b, const std::string& kind);
  http_reply remove_blob(blob& b, std::map<std::string, blob>& all, const std::string& kind);

  // specification.cpp: the checks and defaults of SwarmKit; throws api_error.
  json checked_spec(json spec, const std::string& own_id);
  void check_references(const json& container, const char* list, const std::map<std::string, blob>& all,
                        const char* kind);
  void resolve_networks(json& task_template);
  void check_ports(json& endpoint, const std::string& own_id);

  service& find_service(const std::string& name);
  swarm& swarm_;
  const std::string version_, oldest_;
  const join_events join_;
};

http_reply json_answer(const json& body, unsigned status = 200);
/// A success without a body: 200 or 204, as in dockerd.
http_reply empty_answer(unsigned status);
/// By id, then by name, then by a prefix of the id; throws 404 `KIND NAME not found`.
template <class Map, class NameOf>
typename Map::mapped_type& find_object(Map& all, const std::string& key, const std::string& kind, NameOf name_of) {
  if (auto found = all.find(key); found != all.end())
    return found->second;
  for (auto& [id, o] : all)
    if (name_of(o) == key)
      return o;
  auto from = all.lower_bound(key);
  if (!key.empty() && from != all.end() && from->first.rfind(key, 0) == 0)
    return from->second;
  throw api_error{404, kind + ' ' + key + " not found"};
}
/// `version=` of an update; throws 400 with the engine's message.
std::uint64_t version_of(const call& c, const std::string& kind);
void check_sequence(const object& o, std::uint64_t version);

} // namespace signalbox::twin
