#include "adapters/longpoll/extension_protocol.hpp"

#include "adapters/json/route_json.hpp"

namespace signalbox {

namespace {

using nlohmann::json;

constexpr std::size_t most_problems = 1000, longest_told = 2000, longest_program = 80;

/// The fields that every poll has.
struct poll_fields {
  std::string task, program, token, request;
  std::optional<std::string> text;
  std::string proxy;
};

template <any_of<poll_fields> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("task", p.task);
  visit("program", p.program);
  visit("token", p.token);
  visit("request", p.request);
  visit("text", p.text);
  visit("proxy", p.proxy);
}

/// Limits and cleans texts of unknown programs, because they are displayed.
void make_printable(problems& found) {
  if (found.size() > most_problems)
    found.resize(most_problems);
  for (auto& p : found)
    for (auto* text : {&p.service, &p.where, &p.what, &p.hint})
      *text = printable(*text, longest_told);
}

malformed_poll malformed(std::string why) {
  return {malformed_poll::kind::malformed, "what it sends is no poll: " + std::move(why)};
}

std::optional<malformed_poll> wrong_protocol(const json& from) {
  const auto i = from.find("protocol");
  if (i != from.end() && i->is_number_unsigned() && *i == extension_protocol_version)
    return {};
  const auto theirs = i == from.end() ? "none" : printable(i->dump(), 20);
  return malformed_poll{malformed_poll::kind::protocol, "it speaks protocol " + theirs + ", and this core " +
                                                            std::to_string(extension_protocol_version)};
}

std::optional<render_result> answer_in(const json& from, poll_fields& p) {
  problems found;
  if (const auto i = from.find("problems"); i != from.end())
    found = problems_from_json(*i, "problems");
  make_printable(found);
  if (p.text)
    return rendered_text{std::move(*p.text), std::move(found), printable(p.proxy, longest_program)};
  if (!found.empty())
    return render_failed{std::move(found)};
  return {};
}

} // namespace

std::variant<extension_poll, malformed_poll> read_poll(const std::string& body) {
  const auto from = json::parse(body, nullptr, false);
  if (!from.is_object())
    return malformed(from.is_discarded() ? "not JSON" : "not an object");
  if (auto other = wrong_protocol(from))
    return *std::move(other);
  try {
    poll_fields p;
    json_fields::read(from, "", p);
    extension_poll poll;
    poll.event = {printable(p.task, 64), printable(p.program, longest_program), std::move(p.request), {}};
    poll.token = std::move(p.token);
    poll.answer = answer_in(from, p);
    if (poll.answer && poll.event.request.empty())
      return malformed("an answer needs the id of its request");
    return poll;
  } catch (const bad_json& bad) {
    return malformed(printable(bad.what(), 200));
  }
}

std::string request_text(const std::string& request, const route_table& routes, const cluster_settings& cluster) {
  auto object = routes_to_json(routes, cluster);
  object["protocol"] = extension_protocol_version;
  object["request"] = request;
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string poll_text(const extension_poll& poll) {
  json object{{"protocol", extension_protocol_version}, {"task", poll.event.task}, {"program", poll.event.program}};
  if (!poll.token.empty())
    object["token"] = poll.token;
  if (!poll.event.request.empty())
    object["request"] = poll.event.request;
  if (poll.answer) {
    const auto* text = std::get_if<rendered_text>(&*poll.answer);
    if (text)
      object["text"] = text->text;
    if (text && !text->program.empty())
      object["proxy"] = text->program;
    const auto& found = text ? text->found : std::get<render_failed>(*poll.answer).found;
    if (!found.empty())
      object["problems"] = problems_to_json(found);
  }
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace signalbox
