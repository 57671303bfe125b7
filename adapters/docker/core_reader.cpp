#include "adapters/docker/config_document.hpp"
#include "adapters/docker/decode_swarm.hpp"
#include "adapters/docker/docker.hpp"
#include "adapters/docker/json_read.hpp"
#include "adapters/docker/query.hpp"
#include "adapters/docker/session_owner.hpp"

#include <algorithm>

namespace signalbox {

using namespace json_read;

namespace {

using answer_to = on_answer<std::variant<deployed_core, engine_unreachable>>;

/// The argument after `-c` or `--config` in the service's arguments.
std::string file_in(const std::vector<std::string>& args) {
  for (auto i = args.begin(); i != args.end(); ++i) {
    if ((*i == "-c" || *i == "--config") && std::next(i) != args.end())
      return *std::next(i);
    if (i->starts_with("--config="))
      return i->substr(9);
  }
  return "/config.toml";
}

struct found_service {
  deployed_core core;
  std::string config_id;
};

found_service read_service(const std::string& body) {
  const auto service = document(body);
  const auto& container = at(service, "Spec", "TaskTemplate", "ContainerSpec");
  found_service found;
  const auto decoded = decode_services('[' + body + ']');
  if (const auto* all = std::get_if<std::vector<swarm_service>>(&decoded); all && !all->empty())
    found.core.service = {all->front().name, all->front().networks};
  const auto file = file_in(texts(container, "Args"));
  for (const auto& config : list(container, "Configs"))
    if (text(at(config, "File"), "Name") == file)
      found.config_id = text(config, "ConfigID");
  return found;
}

void answer(const answer_to& done, std::variant<deployed_core, engine_unreachable> what) {
  done([what = std::move(what)] { return what; });
}

class docker_core_reader : public core_reader {
public:
  docker_core_reader(docker_io& io, const engine_address& address, client_options options)
      : session_(io, address, {}, options) {}

  void read(std::string service_name, answer_to done) override {
    session_->call({"GET", "/services/" + percent_encoded(service_name), {}, "GET /services/{id}"},
                   [session = session_.get(), done = std::move(done)](const engine_reply& reply) {
                     if (reply.status == 404)
                       return answer(done, deployed_core{});
                     if (!reply.ok())
                       return answer(done, engine_unreachable{why_of(reply)});
                     take_service(session, reply.body, done);
                   });
  }

private:
  static void take_service(const std::shared_ptr<engine_session>& session, const std::string& body,
                           const answer_to& done) try {
    auto found = read_service(body);
    if (found.config_id.empty())
      return answer(done, std::move(found.core));
    session->call({"GET", "/configs/" + percent_encoded(found.config_id), {}, "GET /configs/{id}"},
                  [core = std::move(found.core), done](const engine_reply& reply) {
                    if (!reply.ok())
                      return answer(done, engine_unreachable{why_of(reply)});
                    take_file(core, reply.body, done);
                  });
  } catch (const std::exception& e) {
    answer(done, engine_unreachable{std::string("core's service cannot be read: ") + e.what()});
  }

  static void take_file(deployed_core core, const std::string& body, const answer_to& done) try {
    const auto config = document(body);
    core.file = from_base64(text(at(config, "Spec"), "Data"));
    answer(done, std::move(core));
  } catch (const std::exception& e) {
    answer(done, engine_unreachable{std::string("core's config object cannot be read: ") + e.what()});
  }

  session_owner session_;
};

} // namespace

std::shared_ptr<core_reader> make_core_reader(docker_io& io, const engine_address& address, client_options options) {
  return std::make_shared<docker_core_reader>(io, address, options);
}

} // namespace signalbox
