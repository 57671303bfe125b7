#include "tests/unit/swarmkit/manager_double.hpp"

#include <adapters/swarmkit/watch.grpc.pb.h>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <grpcpp/grpcpp.h>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace signalbox::test {

namespace wire = docker::swarmkit::v1;

namespace {

std::string made_folder() {
  char name[] = "/tmp/signalbox-swarmkit-XXXXXX";
  if (::mkdtemp(name) == nullptr)
    throw std::runtime_error("cannot make a folder");
  return name;
}

/// Creates certificates as an engine does: the key has a header of SwarmKit.
constexpr const char* recipe = R"(set -e
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
openssl req -x509 $new -days 2 -subj /CN=swarm-ca -keyout ca.key -out swarm-root-ca.crt
openssl req $new -subj "/O=cluster/OU=$ROLE/CN=node" -keyout plain.key -out node.csr
printf 'subjectAltName=DNS:%s,DNS:node\n' "$ROLE" >node.ext
openssl x509 -req -days 2 -CA swarm-root-ca.crt -CAkey ca.key -CAcreateserial -extfile node.ext -in node.csr -out swarm-node.crt
sed '1a kek-version: 0\n' plain.key >swarm-node.key
)";

std::string contents(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

wire::WatchMessage message_of(const std::vector<pushed_task>& tasks) {
  wire::WatchMessage message;
  for (const auto& t : tasks) {
    auto* event = message.add_events();
    event->set_action(t.action);
    auto* task = event->mutable_object()->mutable_task();
    task->set_id(t.id);
    task->set_service_id(t.service);
    task->set_node_id("node");
    task->mutable_meta()->mutable_version()->set_index(t.version);
    task->mutable_status()->set_state(t.state);
    task->set_desired_state(t.desired);
    if (!t.secret.empty())
      task->mutable_spec()->mutable_container()->add_secrets()->set_name(t.secret);
    if (t.host_port != 0)
      for (int protocol_of_the_host = 0; protocol_of_the_host < 2; ++protocol_of_the_host) {
        auto* port = task->mutable_status()->mutable_port_status()->add_ports();
        port->set_target_port(80);
        port->set_published_port(t.host_port);
        port->set_publish_mode(1);
      }
    auto* network = task->add_networks();
    network->mutable_network()->set_id("net");
    network->add_addresses(t.address);
    message.mutable_version()->set_index(std::max(message.version().index(), t.version));
  }
  return message;
}

} // namespace

struct manager_double::parts final : wire::Watch::Service {
  using context = grpc::ServerContext;

  grpc::Status Watch(context* call, const wire::WatchRequest* asked,
                     grpc::ServerWriter<wire::WatchMessage>* out) override {
    std::unique_lock lock(mutex);
    for (const auto& e : asked->entries())
      asked_for.push_back(e.kind() + ' ' + std::to_string(e.action()) + resumption(*asked));
    if (refusal && refusal->error_code() != grpc::StatusCode::DO_NOT_USE)
      return *refusal;
    if (asked->has_resume_from() && asked->resume_from().index() < compacted)
      return {grpc::StatusCode::UNKNOWN, "requested index is unavailable due to compaction"};
    while (refusal && !call->IsCancelled())
      changed.wait_for(lock, std::chrono::milliseconds(5));
    out->Write({});
    ++standing;
    changed.notify_all();
    const auto from = epoch, replayed = messages.size();
    for (auto next = first_for(*asked); epoch == from && !call->IsCancelled();) {
      for (; next < messages.size(); ++next)
        out->Write(next < replayed ? messages[next] : without_version(messages[next]));
      changed.wait_for(lock, std::chrono::milliseconds(5));
    }
    --standing;
    changed.notify_all();
    return end;
  }

  static std::string resumption(const wire::WatchRequest& asked) {
    return asked.has_resume_from() ? " from " + std::to_string(asked.resume_from().index()) : "";
  }
  static wire::WatchMessage without_version(wire::WatchMessage live) {
    live.clear_version();
    return live;
  }
  /// The index of the first message that a call gets: the first newer than its resume version, else the next.
  std::size_t first_for(const wire::WatchRequest& asked) const {
    std::size_t first = 0;
    while (first < messages.size() &&
           (!asked.has_resume_from() || messages[first].version().index() <= asked.resume_from().index()))
      ++first;
    return first;
  }

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::vector<wire::WatchMessage> messages;
  std::vector<std::string> asked_for;
  std::optional<grpc::Status> refusal;
  grpc::Status end;
  std::size_t standing = 0, epoch = 0;
  std::uint64_t compacted = 0;
  std::unique_ptr<grpc::Server> server;
};

manager_double::manager_double() : folder_(made_folder()), parts_(std::make_unique<parts>()) {
  renew_certificates();
  start();
}

manager_double::~manager_double() {
  stop();
  std::filesystem::remove_all(folder_);
}

void manager_double::renew_certificates(const std::string& role) {
  std::filesystem::create_directories(certificates());
  const auto command =
      "cd " + certificates() + " && export ROLE=" + role + " && (" + recipe + ") >" + folder_ + "/openssl.log 2>&1";
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error("openssl cannot make certificates: " + contents(folder_ + "/openssl.log"));
}

void manager_double::start() {
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = contents(certificates() + "/swarm-root-ca.crt");
  options.pem_key_cert_pairs.push_back(
      {contents(certificates() + "/plain.key"), contents(certificates() + "/swarm-node.crt")});
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + socket(), grpc::SslServerCredentials(options));
  builder.RegisterService(parts_.get());
  parts_->server = builder.BuildAndStart();
  if (!parts_->server)
    throw std::runtime_error("cannot listen at " + socket());
}

void manager_double::stop() {
  if (!parts_->server)
    return;
  parts_->server->Shutdown(std::chrono::system_clock::now());
  parts_->server.reset();
  std::filesystem::remove(socket());
}

void manager_double::push(const std::vector<pushed_task>& tasks) {
  const std::lock_guard lock(parts_->mutex);
  parts_->messages.push_back(message_of(tasks));
  parts_->changed.notify_all();
}

void manager_double::end_calls(int status, const std::string& text) {
  const std::lock_guard lock(parts_->mutex);
  parts_->end = grpc::Status(static_cast<grpc::StatusCode>(status), text);
  ++parts_->epoch;
  parts_->changed.notify_all();
}

void manager_double::refuse_calls(int status, const std::string& text) {
  const std::lock_guard lock(parts_->mutex);
  parts_->refusal.reset();
  if (status != 0)
    parts_->refusal = grpc::Status(static_cast<grpc::StatusCode>(status), text);
  parts_->changed.notify_all();
}

bool manager_double::has_watchers(std::size_t count) {
  std::unique_lock lock(parts_->mutex);
  return parts_->changed.wait_for(lock, std::chrono::seconds(10), [&] { return parts_->standing == count; });
}

void manager_double::compact_log(std::uint64_t version) {
  const std::lock_guard lock(parts_->mutex);
  parts_->compacted = version;
}

std::vector<std::string> manager_double::requests() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->asked_for;
}

} // namespace signalbox::test
