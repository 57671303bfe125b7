#include "adapters/extension/extension_words.hpp"

#include "adapters/extension/route_json.hpp"

namespace signalbox {

namespace {

using nlohmann::json;

constexpr std::size_t most_problems = 1000, longest_told = 2000, longest_program = 80;

/// The fields that every poll has.
struct poll_fields {
  std::string task, program, token, order;
  std::optional<std::string> text;
  std::string proxy;
};

template <any_of<poll_fields> T, class Visitor>
void fields(T& p, Visitor&& visit) {
  visit("task", p.task);
  visit("program", p.program);
  visit("token", p.token);
  visit("order", p.order);
  visit("text", p.text);
  visit("proxy", p.proxy);
}

/// What strangers' programs say is shown to people.
void make_printable(problems& found) {
  if (found.size() > most_problems)
    found.resize(most_problems);
  for (auto& p : found)
    for (auto* text : {&p.service, &p.where, &p.what, &p.hint})
      *text = printable(*text, longest_told);
}

extension_nonsense garbage(std::string why) {
  return {extension_nonsense::kind::garbage, "what it sends is no poll: " + std::move(why)};
}

std::optional<extension_nonsense> wrong_protocol(const json& from) {
  const auto i = from.find("protocol");
  if (i != from.end() && i->is_number_unsigned() && *i == extension_protocol)
    return {};
  const auto theirs = i == from.end() ? "none" : printable(i->dump(), 20);
  return extension_nonsense{extension_nonsense::kind::protocol,
                            "it speaks protocol " + theirs + ", and this core " + std::to_string(extension_protocol)};
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

std::variant<extension_poll, extension_nonsense> read_poll(const std::string& body) {
  const auto from = json::parse(body, nullptr, false);
  if (!from.is_object())
    return garbage(from.is_discarded() ? "not JSON" : "not an object");
  if (auto other = wrong_protocol(from))
    return *std::move(other);
  try {
    poll_fields p;
    json_fields::read(from, "", p);
    extension_poll poll;
    poll.word = {printable(p.task, 64), printable(p.program, longest_program), std::move(p.order), {}};
    poll.token = std::move(p.token);
    poll.answer = answer_in(from, p);
    if (poll.answer && poll.word.order.empty())
      return garbage("an answer needs the id of its order");
    return poll;
  } catch (const bad_json& bad) {
    return garbage(printable(bad.what(), 200));
  }
}

std::string order_text(const std::string& order, const route_table& routes, const cluster_settings& cluster) {
  auto object = routes_to_json(routes, cluster);
  object["protocol"] = extension_protocol;
  object["order"] = order;
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string poll_text(const extension_poll& poll) {
  json object{{"protocol", extension_protocol}, {"task", poll.word.task}, {"program", poll.word.program}};
  if (!poll.token.empty())
    object["token"] = poll.token;
  if (!poll.word.order.empty())
    object["order"] = poll.word.order;
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
