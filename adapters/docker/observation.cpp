#include "adapters/docker/observation.hpp"

#include "adapters/docker/decode_service.hpp"
#include "adapters/docker/query.hpp"

namespace signalbox {

namespace {

struct look : std::enable_shared_from_this<look> {
  std::shared_ptr<engine_session> session;
  cluster_id cluster;
  std::string name;
  on_answer<observed_service> done;
  engine_reply service, tasks, configs;

  void ask_service() {
    session->call({"GET", "/services/" + percent_encoded(name), {}, "GET /services/{id}"},
                  [me = shared_from_this()](engine_reply reply) {
                    me->service = std::move(reply);
                    if (me->service.ok())
                      me->ask_tasks();
                    else if (me->service.status == 404)
                      me->ask_configs();
                    else
                      me->answer();
                  });
  }

  // A 404 here means that the service was removed after it was inspected: `decode` then treats it as removed.
  void ask_tasks() {
    session->call(
        {"GET", with_filters("/tasks", {{"service", {name}}, {"desired-state", {"running"}}}), {}, "GET /tasks"},
        [me = shared_from_this()](engine_reply reply) {
          me->tasks = std::move(reply);
          if (me->tasks.ok() || me->tasks.status == 404)
            me->ask_configs();
          else
            me->answer();
        });
  }

  void ask_configs() {
    const auto label = std::string(owned::cluster_label) + '=' + cluster.value;
    session->call({"GET", with_filters("/configs", {{"label", {label}}}), {}, "GET /configs"},
                  [me = shared_from_this()](engine_reply reply) {
                    me->configs = std::move(reply);
                    me->answer();
                  });
  }

  void answer() {
    done([me = shared_from_this()] { return me->decode(); });
  }

  observed_service decode() const;
};

observed_service look::decode() const {
  for (const auto* reply : {&service, &tasks})
    if (!reply->ok() && reply->status != 404 && !(reply == &tasks && !service.ok()))
      return engine_unreachable{why_of(*reply)};
  if (!configs.ok())
    return engine_unreachable{why_of(configs)};
  service_observation seen;
  if (service.ok() && tasks.ok()) {
    auto proxy = decode_live_service(service.body, name);
    if (const auto* failed = std::get_if<listing_failed>(&proxy))
      return engine_unreachable{failed->why};
    seen.service = std::move(std::get<std::optional<live_service>>(proxy));
  }
  if (seen.service) {
    auto found = decode_service_tasks(tasks.body, seen.service->id);
    if (const auto* failed = std::get_if<listing_failed>(&found))
      return engine_unreachable{failed->why};
    seen.tasks = std::move(std::get<std::vector<service_task>>(found));
  }
  auto objects = decode_configs(configs.body, owned::cluster_label, cluster.value);
  if (const auto* failed = std::get_if<listing_failed>(&objects))
    return engine_unreachable{failed->why};
  seen.configs = std::move(std::get<std::vector<config_object>>(objects));
  return seen;
}

} // namespace

void observe_service_by_name(std::shared_ptr<engine_session> session, cluster_id cluster, std::string service_name,
                             on_answer<observed_service> done) {
  const auto l = std::make_shared<look>();
  l->session = std::move(session);
  l->cluster = std::move(cluster);
  l->name = std::move(service_name);
  l->done = std::move(done);
  l->ask_service();
}

void remove_object(engine_session& session, const std::string& collection, const std::string& id,
                   on_answer<engine_outcome> done) {
  session.call({"DELETE", collection + '/' + percent_encoded(id), {}, "DELETE " + collection + "/{id}"},
               [done = std::move(done)](engine_reply reply) {
                 done([reply = std::move(reply)] {
                   return reply.status == 404 ? engine_outcome(engine_done{}) : outcome_of(reply);
                 });
               });
}

} // namespace signalbox
