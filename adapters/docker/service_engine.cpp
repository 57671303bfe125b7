// A call of a proxy actor often needs several requests; each waits for the one before. The I/O thread parses only the
// ids of config objects and secrets, because the next request needs them.
#include "adapters/docker/config_document.hpp"
#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/observation.hpp"
#include "adapters/docker/query.hpp"
#include "adapters/docker/session_owner.hpp"
#include "adapters/docker/write_spec.hpp"

#include <exception>

namespace signalbox {

namespace {

using on_outcome = on_answer<engine_outcome>;

engine_request post(const std::string& target, const std::string& endpoint, std::string body) {
  return {"POST", target, std::move(body), "POST " + endpoint};
}

engine_session::on_reply answer_with(on_outcome done, engine_outcome (*classify)(const engine_reply&) = outcome_of) {
  return [done = std::move(done), classify](engine_reply reply) {
    done([reply = std::make_shared<engine_reply>(std::move(reply)), classify] { return classify(*reply); });
  };
}

void answer_at_once(const on_outcome& done, engine_outcome outcome) {
  done([outcome = std::move(outcome)] { return outcome; });
}

/// For an update, a missing object means that another client has changed the Swarm since the observation.
engine_outcome gone_is_conflict(const engine_reply& reply) {
  return reply.status == 404 ? engine_conflict{why_of(reply)} : outcome_of(reply);
}

/// Docker does not return the value of a secret, so an equal name counts as equal.
engine_outcome exists_is_done(const engine_reply& reply) {
  auto outcome = outcome_of(reply);
  return std::holds_alternative<engine_conflict>(outcome) ? engine_outcome(engine_done{}) : outcome;
}

/// A missing service is a conflict. A missing network is not: the same update would be refused again.
engine_outcome gone_service_is_conflict(const engine_reply& reply) {
  const auto why = why_of(reply);
  return why.find("service ") != std::string::npos ? gone_is_conflict(reply) : outcome_of(reply);
}

engine_outcome outcome_of_existing(const engine_reply& reply, const std::string& name, const std::string& data) {
  if (!reply.ok())
    return gone_is_conflict(reply);
  const auto same = is_same_config(reply.body, name, data);
  if (const auto* failed = std::get_if<listing_failed>(&same))
    return engine_unreachable{failed->why};
  if (std::get<bool>(same))
    return engine_done{};
  return engine_refused{"config object " + name + " exists with another content"};
}

/// Looks up the ids of `names`, then sends the request that `make` returns for them.
struct resolved_write : std::enable_shared_from_this<resolved_write> {
  std::shared_ptr<engine_session> session;
  object_names names;
  std::function<engine_request(const object_ids&)> make;
  engine_outcome (*classify)(const engine_reply&) = outcome_of;
  on_outcome done;
  object_ids ids;

  void begin() {
    ask("/configs", "config object", names.configs, ids.configs, [me = shared_from_this()] {
      me->ask("/secrets", "secret", me->names.secrets, me->ids.secrets, [me] { me->send(); });
    });
  }

private:
  void ask(const std::string& path, const std::string& what, const std::vector<std::string>& wanted, id_map& into,
           std::function<void()> next) {
    if (wanted.empty())
      return next();
    session->call({"GET", with_filters(path, {{"name", wanted}}), {}, "GET " + path},
                  [me = shared_from_this(), what, &wanted, &into, next](const engine_reply& reply) {
                    if (me->take(reply, what, wanted, into))
                      next();
                  });
  }

  bool take(const engine_reply& reply, const std::string& what, const std::vector<std::string>& wanted,
            id_map& into) try {
    if (!reply.ok()) {
      answer_at_once(done, outcome_of(reply));
      return false;
    }
    into = ids_of(reply.body, wanted);
    for (const auto& name : wanted)
      if (!into.contains(name)) {
        answer_at_once(done, engine_conflict{what + ' ' + name + " does not exist (any more)"});
        return false;
      }
    return true;
  } catch (const std::exception& e) {
    answer_at_once(done, engine_unreachable{std::string("the engine's list of names cannot be read: ") + e.what()});
    return false;
  }

  void send() try { session->call(make(ids), answer_with(done, classify)); } catch (const std::exception& e) {
    answer_at_once(done, engine_refused{std::string("the specification cannot be written: ") + e.what()});
  }
};

void start(std::shared_ptr<engine_session> session, object_names names,
           std::function<engine_request(const object_ids&)> make, engine_outcome (*classify)(const engine_reply&),
           on_outcome done) {
  const auto write = std::make_shared<resolved_write>();
  write->session = std::move(session);
  write->names = std::move(names);
  write->make = std::move(make);
  write->classify = classify;
  write->done = std::move(done);
  write->begin();
}

class docker_service_engine : public service_engine {
public:
  docker_service_engine(docker_io& io, const engine_address& address, std::shared_ptr<engine_metrics> metrics,
                        client_options options)
      : session_(io, address, std::move(metrics), options) {}

  void observe(cluster_id cluster, std::string service_name, on_answer<observed_service> done) override {
    observe_service_by_name(session_.get(), std::move(cluster), std::move(service_name), std::move(done));
  }

  void create_config(std::string name, label_map labels, std::shared_ptr<const std::string> text,
                     on_outcome done) override {
    auto data = base64(*text);
    auto body = config_document(name, labels, &data);
    session_->call(
        post("/configs/create", "/configs/create", std::move(body)),
        [session = session_.get(), name, data = std::move(data), done = std::move(done)](engine_reply reply) {
          if (!std::holds_alternative<engine_conflict>(outcome_of(reply)))
            return answer_with(done)(std::move(reply));
          session->call({"GET", "/configs/" + percent_encoded(name), {}, "GET /configs/{id}"},
                        [name, data, done](engine_reply existing) {
                          done([name, data, existing = std::move(existing)] {
                            return outcome_of_existing(existing, name, data);
                          });
                        });
        });
  }

  void create_secret(std::string name, label_map labels, std::string value, on_outcome done) override {
    const auto data = base64(value);
    session_->call(post("/secrets/create", "/secrets/create", config_document(name, labels, &data)),
                   answer_with(std::move(done), exists_is_done));
  }

  void label_config(config_object object, label_map labels, on_outcome done) override {
    session_->call(post("/configs/" + percent_encoded(object.id) + "/update?version=" + std::to_string(object.version),
                        "/configs/{id}/update", config_document(object.name, labels, nullptr)),
                   answer_with(std::move(done), gone_is_conflict));
  }

  void remove_config(std::string id, on_outcome done) override { remove_object(*session_, "/configs", id, done); }

  void create_service(std::string name, managed_spec desired, on_outcome done) override {
    auto make = [name = std::move(name), desired](const object_ids& ids) {
      return post("/services/create", "/services/create", new_spec(name, desired, ids));
    };
    start(session_.get(), unknown_objects("{}", desired), std::move(make), outcome_of, std::move(done));
  }

  void update_service(live_service live, managed_spec merged, managed_spec desired, on_outcome done) override try {
    if (!live.raw)
      throw std::invalid_argument("it was not read before");
    auto names = unknown_objects(*live.raw, merged);
    auto make = [live = std::move(live), merged = std::move(merged),
                 desired = std::move(desired)](const object_ids& ids) {
      const auto target = "/services/" + percent_encoded(live.id) + "/update?version=" + std::to_string(live.version) +
                          "&registryAuthFrom=spec";
      return post(target, "/services/{id}/update", overlay_spec(*live.raw, merged, desired, ids));
    };
    start(session_.get(), std::move(names), std::move(make), gone_service_is_conflict, done);
  } catch (const std::exception& e) {
    answer_at_once(done, engine_refused{std::string("the specification cannot be written: ") + e.what()});
  }

private:
  session_owner session_;
};

} // namespace

std::shared_ptr<service_engine> make_service_engine(docker_io& io, const engine_address& address,
                                                    std::shared_ptr<engine_metrics> metrics, client_options options) {
  return std::make_shared<docker_service_engine>(io, address, std::move(metrics), options);
}

} // namespace signalbox
