// Runs the same script against the double and (on demand) against a real engine.
#include "tests/support/catch.hpp"
#include "tests/support/engine_double/engine_double.hpp"
#include "tests/unit/http/raw_client.hpp"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace signalbox;
using nlohmann::json;

namespace {

struct step {
  std::string request, expected;
};

std::vector<step> script() {
  std::ifstream file(std::string(SIGNALBOX_SOURCE_DIR) + "/tests/support/engine_double_test/transcript.txt");
  std::vector<step> steps;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#')
      inside = false;
    else if (!inside)
      steps.push_back({line, ""}), inside = true;
    else
      steps.back().expected = line;
  }
  return steps;
}

std::string encoded(const std::string& text) {
  std::string out;
  for (char c : text)
    out += c == '"' ? "%22" : c == ' ' ? "%20" : c == '{' ? "%7B" : c == '}' ? "%7D" : std::string(1, c);
  return out;
}

engine_answer ask(const std::string& host, const std::string& method, const std::string& target,
                  const std::string& body) {
  std::string request = method + " /v1.41" + encoded(target) + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n";
  if (!body.empty() || method == "POST")
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  const std::string scheme = "unix://", tcp = "tcp://127.0.0.1:";
  auto client = host.rfind(scheme, 0) == 0
                    ? std::make_unique<raw_client>(host.substr(scheme.size()))
                    : std::make_unique<raw_client>(static_cast<std::uint16_t>(std::stoi(host.substr(tcp.size()))));
  client->send(request + "\r\n" + body);
  std::string all = client->read_all();
  auto cut = all.find("\r\n\r\n");
  REQUIRE(cut != std::string::npos);
  std::string text = all.substr(cut + 4);
  auto first = text.find_first_of("{["), last = text.find_last_of("}]"); // skips the size of an HTTP chunk
  return {static_cast<unsigned>(std::stoi(all.substr(9, 3))),
          first == std::string::npos ? text : text.substr(first, last - first + 1)};
}

using kept_values = std::map<std::string, std::string>;

std::string filled(std::string text, const kept_values& kept) {
  for (auto it = kept.rbegin(); it != kept.rend(); ++it) // longer names first: $cv2 before $cv
    for (std::size_t at; (at = text.find('$' + it->first)) != std::string::npos;)
      text.replace(at, it->first.size() + 1, it->second);
  return text;
}

/// True if all of `pattern` is in `found`; lists must have the same length.
bool matches(const json& pattern, const json& found, kept_values& kept) {
  if (pattern.is_string()) {
    const std::string text = pattern;
    if (text == "*")
      return true;
    if (text.size() > 1 && text[0] == '$' && text.find(' ') == std::string::npos)
      return kept.emplace(text.substr(1), found.is_string() ? found.get<std::string>() : found.dump()).second;
  }
  if (pattern.is_object())
    for (const auto& [key, value] : pattern.items())
      if (!found.is_object() || !found.contains(key) || !matches(value, found[key], kept))
        return false;
  if (pattern.is_array()) {
    if (!found.is_array() || found.size() != pattern.size())
      return false;
    for (std::size_t i = 0; i < pattern.size(); ++i)
      if (!matches(pattern[i], found[i], kept))
        return false;
  }
  return pattern.is_structured() || pattern == found;
}

void play(const std::string& host) {
  kept_values kept;
  for (const auto& s : script()) {
    std::istringstream request(filled(s.request, kept));
    std::string method, target, body;
    request >> method >> target >> std::ws;
    std::getline(request, body);
    auto answer = ask(host, method, target, body);
    const std::string expected = filled(s.expected, kept);
    INFO(s.request << "\n-> " << answer.status << ' ' << answer.body);
    CHECK(answer.status == static_cast<unsigned>(std::stoi(expected)));
    if (expected.size() > 4)
      CHECK(matches(json::parse(expected.substr(4)), json::parse(answer.body, nullptr, false), kept));
  }
}

} // namespace

TEST_CASE("the double answers as the engine did", "[transcript]") {
  if (const char* engine = std::getenv("SIGNALBOX_ENGINE"))
    return play(engine);
  engine_double engine;
  REQUIRE(script().size() > 60);
  play(engine.url());
}
