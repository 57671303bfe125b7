#include "adapters/docker/decode_swarm.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/docker/samples.hpp"

using namespace signalbox;
using test::sample;

namespace {

template <class T>
std::vector<T> all(listed<T> list) {
  REQUIRE(std::holds_alternative<std::vector<T>>(list));
  return std::get<std::vector<T>>(std::move(list));
}

template <class T>
std::string why(const listed<T>& list) {
  REQUIRE(std::holds_alternative<listing_failed>(list));
  return std::get<listing_failed>(list).why;
}

const std::string appnet = "pv7pceqhaahg4m2j6rzxcdf5e", ingress = "flrn7iov1t60gcwlkdzi8j1hj";

} // namespace

TEST_CASE("services of a real engine are read") {
  const auto services = all(decode_services(sample("services.json")));
  REQUIRE(services.size() == 2);
  const auto& demo = services[0];
  CHECK(demo.id == "olfkxagcsw4epl5ikrlgu83fq");
  CHECK(demo.name == "demo");
  CHECK(demo.version > 0);
  CHECK(demo.labels.at("com.docker.lb.hosts") == "demo.local");
  CHECK(demo.networks == std::vector<std::string>{appnet});
  CHECK(demo.ports == std::vector<published_port>{{"tcp", 8080, 0, true}, {"tcp", 80, 8090, false}});
  CHECK(demo.replicas == 2u);
  CHECK(demo.updating);
  CHECK(demo.created > "2020");
  CHECK(demo.created < services[1].created);
  REQUIRE(demo.virtual_addresses.size() == 2);
  CHECK(demo.virtual_addresses[1].network_id == appnet);
  CHECK(demo.virtual_addresses[1].address.find('/') == std::string::npos);
  const auto& global = services[1];
  CHECK(global.networks.size() == 2);
  CHECK_FALSE(global.replicas);
  CHECK_FALSE(global.updating);
}

TEST_CASE("labels of the containers are read apart from those of the service") {
  const auto services = all(decode_services(R"([
      {"ID":"a","Spec":{"Name":"inner","TaskTemplate":{"ContainerSpec":{"Labels":{"com.docker.lb.port":"80"}}}}},
      {"ID":"b","Spec":{"Name":"plain","Labels":{"x":"y"},"TaskTemplate":{"ContainerSpec":{"Labels":null}}}}])"));
  CHECK(services.at(0).labels.empty());
  CHECK(services.at(0).container_labels == std::map<std::string, std::string>{{"com.docker.lb.port", "80"}});
  CHECK(services.at(1).container_labels.empty());
}

TEST_CASE("tasks of a real engine are read, with their addresses and host ports") {
  const auto tasks = all(decode_tasks(sample("tasks.json")));
  REQUIRE(tasks.size() == 4);
  const auto& first = tasks.front();
  CHECK(first.service_id == "olfkxagcsw4epl5ikrlgu83fq");
  CHECK(first.state == "running");
  REQUIRE(first.addresses.size() == 2);
  CHECK(first.addresses[0].network_id == ingress);
  CHECK(first.addresses[1] == network_address{appnet, "10.0.1.4"});
  REQUIRE(first.host_ports.size() == 1); // the engine lists it twice
  CHECK(first.host_ports[0].target == 8080);
  CHECK(first.host_ports[0].published == 32768);
  CHECK(first.host_ports[0].host_mode);
}

TEST_CASE("nodes and networks of a real engine are read") {
  const auto nodes = all(decode_nodes(sample("nodes.json")));
  CHECK(nodes == std::vector<swarm_node>{{"gwvbsmcst1p52n8s395app8c2", "m", "10.88.31.10", true}});
  const auto networks = all(decode_networks(sample("networks.json")));
  REQUIRE(networks.size() == 3); // networks of local scope are left out
  CHECK(networks[0] == swarm_network{ingress, "ingress", true});
  CHECK(networks[2] == swarm_network{appnet, "appnet", false});
}

TEST_CASE("the secrets of a task's spec are read") {
  const auto tasks = all(decode_tasks(R"([{"ID":"t","DesiredState":"running","Spec":{"ContainerSpec":{"Secrets":[
      {"SecretID":"s","SecretName":"shop.pem","File":{"Name":"x"}}]}}}])"));
  CHECK(tasks.at(0).secrets == std::set<std::string>{"shop.pem"});
}

TEST_CASE("secrets are read by name, and a secret without a name is a failure") {
  const auto secrets = all(decode_secrets(R"([{"ID":"s","Spec":{"Name":"shop.pem","Labels":{}}}])"));
  CHECK(secrets == std::vector<swarm_secret>{{"s", "shop.pem"}});
  CHECK(why(decode_secrets(R"([{"ID":"s","Spec":{}}])")).find("Name") != std::string::npos);
}

TEST_CASE("a node without a usable address has the address of its manager") {
  const auto of = [](const std::string& addr, const std::string& manager) {
    return all(decode_nodes(R"([{"ID":"n","Status":{"State":"down","Addr":")" + addr +
                            R"("},"ManagerStatus":{"Addr":")" + manager + R"("}}])"))
        .front()
        .address;
  };
  CHECK(of("0.0.0.0", "10.0.0.1:2377") == "10.0.0.1");
  CHECK(of("", "[fd00::1]:2377") == "fd00::1");
  CHECK(of("10.0.0.9", "10.0.0.1:2377") == "10.0.0.9");
  CHECK(of("0.0.0.0", "") == "0.0.0.0");
}

TEST_CASE("networks in the old field of the spec are read, too") {
  const auto services = all(decode_services(
      R"([{"ID":"a","Spec":{"Name":"x","Networks":[{"Target":"n1"},{"Target":"n2"}],
           "TaskTemplate":{"Networks":[{"Target":"n2","Aliases":["y"]},{"Target":"n3"}]}}}])"));
  CHECK(services[0].networks == std::vector<std::string>{"n2", "n3", "n1"});
}

TEST_CASE("a port that Swarm has chosen is read") {
  const auto services = all(decode_services(
      R"([{"ID":"a","Spec":{"Name":"x","EndpointSpec":{"Ports":[{"TargetPort":80},{"TargetPort":81}]}},
           "Endpoint":{"Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":30000,"PublishMode":"ingress"}]}}])"));
  CHECK(services[0].ports == std::vector<published_port>{{"tcp", 80, 30000, false}, {"tcp", 81, 0, false}});
}

TEST_CASE("the state of an update is read") {
  const auto updating = [](const std::string& state) {
    return all(decode_services(R"([{"ID":"a","Spec":{"Name":"x"},"UpdateStatus":{"State":")" + state + R"("}}])"))[0]
        .updating;
  };
  CHECK(updating("updating"));
  CHECK(updating("rollback_started"));
  CHECK_FALSE(updating("paused"));
  CHECK_FALSE(updating("completed"));
  CHECK_FALSE(updating("rollback_completed"));
}

TEST_CASE("missing, null and unknown fields are ignored") {
  const auto services = all(decode_services(R"([{"ID":"a","Spec":{"Name":"x","Labels":null,"New":{"b":[1]}},"Z":1}])"));
  CHECK(services[0].labels.empty());
  CHECK(all(decode_tasks(R"([{"ID":"t","DesiredState":"running","NetworksAttachments":null}])"))[0].addresses.empty());
  CHECK(all(decode_tasks("null")).empty());
  CHECK(all(decode_networks("[]")).empty());
}

TEST_CASE("tasks whose desired state is not running are left out") {
  CHECK(all(decode_tasks(R"([{"ID":"t","DesiredState":"shutdown"},{"ID":"u"}])")).empty());
}

TEST_CASE("a list that cannot be read completely is a failure") {
  CHECK(why(decode_services(R"([{"ID":"a","Spec":{"Name":"x"}},{"ID":"b"}])")) ==
        "the engine's list of services cannot be read: Name is missing");
  CHECK(why(decode_services(R"([{"ID":"a","Spec":{"Name":"x","Labels":{"k":1}}}])")).find("Labels") !=
        std::string::npos);
  CHECK(why(decode_services(R"([null])")).find("missing") != std::string::npos);
  CHECK(why(decode_services(R"({"message":"x"})")).find("not a list") != std::string::npos);
  CHECK(why(decode_tasks("[{")).find("not JSON") != std::string::npos);
  CHECK(why(decode_tasks("")).find("not JSON") != std::string::npos);
  CHECK(why(decode_tasks(R"([{"ID":"t","DesiredState":7}])")).find("DesiredState is not a string") !=
        std::string::npos);
  CHECK(why(decode_nodes(R"([[]])")).find("expected an object") != std::string::npos);
  CHECK(why(decode_networks(R"([{"Id":"n","Scope":"swarm","Name":"x","Ingress":"yes"}])")).find("Ingress") !=
        std::string::npos);
}

TEST_CASE("numbers outside their range are malformed, not truncated") {
  for (const char* port : {"65536", "-1", "1.5", "\"80\"", "1e3"})
    CHECK(why(decode_services(R"([{"ID":"a","Spec":{"Name":"x","EndpointSpec":{"Ports":[{"TargetPort":)" +
                              std::string(port) + "}]}}}]"))
              .find("TargetPort") != std::string::npos);
}

TEST_CASE("an error never shows the content of a document") {
  CHECK(why(decode_services("secret-token")).find("secret") == std::string::npos);
  CHECK(why(decode_services(R"([{"ID":"a","Spec":{"Name":"x","Labels":{"secret":1}}}])")).find("secret") ==
        std::string::npos);
}
