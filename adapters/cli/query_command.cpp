#include "adapters/cli/commands.hpp"

#include "adapters/cli/command_line/health_url.hpp"
#include "adapters/cli/core_client.hpp"
#include "adapters/cli/output/output.hpp"
#include "adapters/cli/output/text_table.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

namespace signalbox {

namespace {

using subject = query_command::subject;

constexpr std::chrono::seconds timeout{10};

/// Encodes every byte but letters, digits and `._-` as `%XX`: a name must not change the path.
std::string escaped(const std::string& name) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : name)
    if (std::isalnum(c) || c == '.' || c == '_' || c == '-')
      out += static_cast<char>(c);
    else
      out += {'%', digits[c >> 4], digits[c & 15]};
  return out;
}

std::string path_of(const query_command& wanted) {
  switch (wanted.about) {
  case subject::status:
    return "/v1/status";
  case subject::history:
    return "/v1/history";
  case subject::explain:
    return "/v1/explain/" + escaped(wanted.service);
  }
  return "/";
}

answer answer_of(subject about, const nlohmann::json& body) {
  switch (about) {
  case subject::status:
    return status_answer(body);
  case subject::history:
    return history_answer(body);
  case subject::explain:
    return explain_answer(body);
  }
  return {};
}

int not_reached(const std::string& url, const std::string& why) {
  std::cerr << "signalbox: core at " << url << " cannot be asked: " << plain(why)
            << "\nGive its address with --core http://HOST:PORT, or run the command in its container.\n";
  return exit_codes::unreachable;
}

/// An error status of core: the service is unknown, or core has only just started.
int refused(const query_command& wanted, const core_reply& reply) {
  const auto body = nlohmann::json::parse(reply.body, nullptr, false);
  if (wanted.json)
    std::cout << reply.body << '\n';
  else
    std::cerr << "signalbox: " << plain(body.is_object() ? body.value("detail", reply.body) : reply.body) << '\n';
  if (reply.status == 404 && wanted.about == subject::explain && !wanted.json)
    std::cerr << "Next: docker service ls --filter name=" << plain(wanted.service)
              << "; an application needs the labels com.docker.lb.hosts and com.docker.lb.port.\n";
  return exit_codes::problems;
}

} // namespace

int ask(const query_command& wanted) {
  const bool in_container = wanted.core.empty() && std::filesystem::exists(usual_file);
  const auto base = core_url(wanted.core, in_container ? usual_file : "");
  if (const auto* f = std::get_if<finished>(&base)) {
    std::cerr << f->text;
    return f->exit_code;
  }
  const auto& url = std::get<std::string>(base);
  const auto reply = ask_core(url + path_of(wanted), timeout);
  if (reply.status == 0)
    return not_reached(url, reply.error);
  if (reply.status != 200)
    return refused(wanted, reply);
  try {
    const auto said = answer_of(wanted.about, nlohmann::json::parse(reply.body));
    std::cout << (wanted.json ? reply.body : said.text);
    return said.fine ? exit_codes::ok : exit_codes::problems;
  } catch (const nlohmann::json::exception& e) {
    return not_reached(url, std::string("the answer is none of this version: ") + e.what());
  }
}

} // namespace signalbox
