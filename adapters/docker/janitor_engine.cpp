#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/observation.hpp"
#include "adapters/docker/query.hpp"
#include "adapters/docker/session_owner.hpp"

namespace signalbox {

namespace {

engine_request owned_objects(const std::string& path, const char* type) {
  const auto label = std::string(owned::type_label) + '=' + type;
  return {"GET", with_filters(path, {{"label", {label}}}), {}, "GET " + path};
}

template <class T, class Decode>
engine_session::on_reply answer_with(on_answer<listed<T>> done, Decode decode) {
  return [done = std::move(done), decode](engine_reply reply) {
    done([reply = std::make_shared<engine_reply>(std::move(reply)), decode]() -> listed<T> {
      if (!reply->ok())
        return listing_failed{why_of(*reply)};
      return decode(reply->body);
    });
  };
}

listed<live_service> only_ours(const std::string& body) {
  auto all = decode_proxies(body);
  if (auto* found = std::get_if<std::vector<live_service>>(&all))
    std::erase_if(*found, [](const live_service& p) { return !p.ours; });
  return all;
}

std::variant<core_service, engine_unreachable> owner_of(const std::string& container_id_prefix,
                                                        const engine_reply& tasks, const engine_reply& services) {
  for (const auto* reply : {&tasks, &services})
    if (!reply->ok())
      return engine_unreachable{why_of(*reply)};
  auto owner = decode_owner(tasks.body, services.body, container_id_prefix);
  if (const auto* failed = std::get_if<listing_failed>(&owner))
    return engine_unreachable{failed->why};
  return std::get<core_service>(std::move(owner));
}

class docker_janitor : public janitor_engine {
public:
  docker_janitor(docker_io& io, const engine_address& address, std::shared_ptr<engine_metrics> metrics,
                 client_options options)
      : session_(io, address, std::move(metrics), options) {}

  void list_owned(on_answer<listed<live_service>> done) override {
    // Lists proxies and extensions: a filter cannot match two values of one label.
    session_->call({"GET", with_filters("/services", {{"label", {owned::cluster_label}}}), {}, "GET /services"},
                   answer_with<live_service>(std::move(done), only_ours));
  }

  void remove_service(std::string id, on_answer<engine_outcome> done) override {
    remove_object(*session_, "/services", id, std::move(done));
  }

  void list_owned_configs(on_answer<listed<config_object>> done) override {
    session_->call(owned_objects("/configs", owned::config_type),
                   answer_with<config_object>(std::move(done), [](const std::string& body) {
                     return decode_configs(body, owned::type_label, owned::config_type);
                   }));
  }

  void remove_config(std::string id, on_answer<engine_outcome> done) override {
    remove_object(*session_, "/configs", id, std::move(done));
  }

  void list_owned_secrets(on_answer<listed<config_object>> done) override {
    session_->call(owned_objects("/secrets", owned::token_type),
                   answer_with<config_object>(std::move(done), [](const std::string& body) {
                     return decode_configs(body, owned::type_label, owned::token_type);
                   }));
  }

  void remove_secret(std::string id, on_answer<engine_outcome> done) override {
    remove_object(*session_, "/secrets", id, std::move(done));
  }

  // Tasks are listed before services, so that the service of every listed task is in the list of services.
  void find_core(std::string container_id_prefix,
                 on_answer<std::variant<core_service, engine_unreachable>> done) override {
    session_->call({"GET", with_filters("/tasks", {{"desired-state", {"running"}}}), {}, "GET /tasks"},
                   [session = session_.get(), container_id_prefix, done = std::move(done)](engine_reply reply) {
                     const auto tasks = std::make_shared<const engine_reply>(std::move(reply));
                     session->call({"GET", "/services", {}, "GET /services"},
                                   [container_id_prefix, done, tasks](engine_reply services) {
                                     done([container_id_prefix, tasks, services = std::move(services)] {
                                       return owner_of(container_id_prefix, *tasks, services);
                                     });
                                   });
                   });
  }

private:
  session_owner session_;
};

} // namespace

std::shared_ptr<janitor_engine> make_janitor_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics, client_options options) {
  return std::make_shared<docker_janitor>(io, address, std::move(metrics), options);
}

} // namespace signalbox
