#include "tests/golden/golden_case.hpp"

#include "messages/labels/labels.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace signalbox::golden {
namespace {

const std::string dashes = "----------\n";

/// Parses a line of the input from left to right.
class line_reader {
public:
  explicit line_reader(const std::string& line) : stream_(line) {}

  std::string word() {
    std::string text;
    stream_ >> text;
    return text;
  }
  std::string rest() {
    std::string text;
    std::getline(stream_ >> std::ws, text);
    return text;
  }

private:
  std::istringstream stream_;
};

/// `\n`, `\\` and `\xNN` are escapes for characters that a line cannot contain.
std::string unescaped(const std::string& text) {
  std::string raw;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\')
      raw += text[i];
    else if (text.at(++i) == 'x') {
      raw += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else
      raw += text[i] == 'n' ? '\n' : text[i];
  }
  return raw;
}

option_value option_of(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  if (json.is_boolean())
    return json.get<bool>();
  if (json.is_number_integer())
    return json.get<std::int64_t>();
  if (json.is_number())
    return json.get<double>();
  if (json.is_array())
    return json.get<std::vector<std::string>>();
  return json.get<std::string>();
}

/// `NETWORK=ADDRESS …`, or `NODE-ADDRESS TARGET->PUBLISHED` for a port published in host mode.
app_task task_of(const std::string& text, app_service& service) {
  app_task task;
  task.id = service.name + '.' + std::to_string(service.tasks.size());
  line_reader reader(text);
  for (auto word = reader.word(); !word.empty(); word = reader.word()) {
    if (const auto arrow = word.find("->"); arrow != word.npos) {
      const published_port port{"tcp", static_cast<std::uint16_t>(std::stoi(word)),
                                static_cast<std::uint16_t>(std::stoi(word.substr(arrow + 2))), true};
      task.host_ports.push_back(port);
      service.ports = {{"tcp", port.target, 0, true}};
    } else if (const auto equals = word.find('='); equals != word.npos)
      task.addresses.push_back({word.substr(0, equals), word.substr(equals + 1)});
    else
      task.node_address = word;
  }
  return task;
}

std::pair<std::string, std::string> split(const std::string& text, const std::string& at) {
  const auto place = text.find(at);
  if (place == text.npos)
    throw std::runtime_error("no '" + at + "' in it");
  return {text.substr(0, place), text.substr(place + at.size())};
}

app_service& last_service(scene& all) {
  if (all.view.services.empty())
    throw std::runtime_error("comes before the first service");
  return all.view.services.back();
}

void read_line(scene& all, const std::string& line) {
  line_reader reader(line);
  const auto word = reader.word(), rest = reader.rest();
  if (word == "cluster")
    all.cluster.service_cluster = rest;
  else if (word == "port")
    all.cluster.target_port = static_cast<std::uint16_t>(std::stoi(rest));
  else if (word == "closed") {
    all.cluster.networks.push_back(rest);
    all.view.networks.push_back({rest, rest, false});
  } else if (word == "option") {
    const auto [key, value] = split(rest, " = ");
    all.cluster.config[key] = option_of(value);
  } else if (word == "service")
    all.view.services.push_back({rest, rest, {}, {}, {}, {}, {}, {}});
  else if (word == "label") {
    const auto [name, value] = split(rest, "=");
    last_service(all).labels[unescaped(name)] = unescaped(value);
  } else if (word == "network")
    last_service(all).networks.push_back({rest, rest, false});
  else if (word == "created")
    last_service(all).created = rest;
  else if (word == "stack")
    last_service(all).labels["com.docker.stack.namespace"] = rest;
  else if (word == "virtual") {
    const auto [network, address] = split(rest, "=");
    last_service(all).virtual_addresses.push_back({network, address});
  } else if (word == "secret")
    all.view.secrets.insert(rest);
  else if (word == "ingress")
    all.cluster.publish = publish_mode::ingress;
  else if (word == "published")
    all.cluster.published_ssl_port = static_cast<std::uint16_t>(std::stoi(rest));
  else if (word == "task")
    last_service(all).tasks.push_back(task_of(rest, last_service(all)));
  else
    throw std::runtime_error("no such word");
}

} // namespace

golden_case read_case(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(stream), {}};
  const auto at = all.find('\n' + dashes);
  if (at == all.npos)
    throw std::runtime_error(file.string() + ": there is no line of ten dashes");
  return {file, all.substr(0, at + 1), all.substr(at + 1 + dashes.size())};
}

void rewrite(const golden_case& one, const std::string& actual) {
  std::ofstream(one.file, std::ios::binary) << one.input << dashes << actual;
}

scene read_scene(const std::string& input) {
  scene all;
  all.cluster.id = {"golden"};
  all.cluster.publish = publish_mode::host;
  std::istringstream lines(input);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#')
      continue;
    try {
      read_line(all, line);
    } catch (const std::exception& why) {
      throw std::runtime_error("'" + line + "': " + why.what());
    }
  }
  std::sort(all.view.services.begin(), all.view.services.end());
  return all;
}

cluster_view seen_by(const scene& all) {
  auto view = all.view;
  std::erase_if(view.services, [&](const app_service& service) {
    return !asks_for_routing(service.labels) || service_cluster_of(service.labels) != all.cluster.service_cluster;
  });
  return view;
}

} // namespace signalbox::golden
