#include "tests/http/case_file.hpp"

#include "tests/http/expectations.hpp"

#include <fstream>
#include <stdexcept>

namespace signalbox::conformance {
namespace {

/// The first word of a line, which is removed from it together with the blanks behind it.
std::string take_word(std::string& line) {
  const auto end = line.find(' ');
  const auto word = line.substr(0, end);
  const auto next = end == line.npos ? end : line.find_first_not_of(' ', end);
  line = next == line.npos ? "" : line.substr(next);
  return word;
}

milliseconds time_of(const std::string& text) {
  std::size_t end = 0;
  const auto number = std::stoi(text, &end);
  const auto unit = text.substr(end);
  if (unit != "ms" && unit != "s")
    throw std::runtime_error("a time has the unit ms or s");
  return milliseconds(unit == "s" ? number * 1000 : number);
}

/// A line of bytes without its mark; CRLF is added unless it ends with a backslash of its own.
step bytes_step(std::string line) {
  auto end = line.size();
  while (end > 0 && line[end - 1] == '\\')
    --end;
  const bool open = (line.size() - end) % 2 == 1;
  if (open)
    line.pop_back();
  return {step::action::send, unescaped(line) + (open ? "" : "\r\n"), {}};
}

step action_step(std::string line) {
  using action = step::action;
  static const std::map<std::string, action> names{
      {"pause", action::pause},     {"close", action::close},    {"finish", action::finish},
      {"reset", action::reset},     {"until", action::until},    {"answer", action::answer},
      {"interim", action::interim}, {"head", action::read_head}, {"body", action::read_body}};
  const auto found = names.find(take_word(line));
  if (found == names.end())
    throw std::runtime_error("no such action");
  step one{found->second, {}, {}};
  if (one.what == action::pause)
    one.time = time_of(line);
  else
    one.bytes = unescaped(line);
  return one;
}

/// Consecutive lines of bytes are sent together.
void add_step(std::vector<step>& steps, const std::string& rest) {
  const bool action = rest.starts_with('@');
  auto one = action ? action_step(rest.substr(1)) : bytes_step(rest.starts_with(' ') ? rest.substr(1) : rest);
  if (!action && !steps.empty() && steps.back().what == step::action::send)
    steps.back().bytes += one.bytes;
  else
    steps.push_back(std::move(one));
}

transport transport_of(const std::string& word) {
  if (word == "tls")
    return transport::tls;
  if (word == "h2")
    return transport::h2;
  throw std::runtime_error("no such transport");
}

class case_reader {
public:
  explicit case_reader(std::string subject) : subject_(std::move(subject)) {}

  void read(std::string line, int number) {
    if (line.empty() || line.front() == '#')
      return;
    if (line.front() == '>')
      return add_step(last().request, line.substr(1));
    if (line.front() == '<')
      return add_step(last().answer, line.substr(1));
    if (line.front() == '?')
      return add_step(last().verdict, line.substr(1));
    const auto word = take_word(line);
    if (word == "scene")
      scene_ = line;
    else if (word == "subject")
      subject_differs(line);
    else if (word == "case")
      begin(line);
    else if (word == "next")
      all_.back().exchanges.emplace_back();
    else if (word == "differs")
      differs(line);
    else if (word == "expect") {
      check_expectation(line);
      last().expected.push_back({line, number});
    } else
      setting(word, line);
  }

  std::vector<test_case> finished() {
    for (const auto& one : all_)
      for (const auto& part : one.exchanges)
        if (part.request.empty())
          throw std::runtime_error("the case '" + one.name + "' has an exchange without a request");
    return std::move(all_);
  }

private:
  void begin(const std::string& name) {
    for (const auto& one : all_)
      if (one.name == name)
        throw std::runtime_error("there is a case of this name already");
    all_.push_back({name, subject_, scene_, {exchange{}}, differs_});
  }

  exchange& last() {
    if (all_.empty())
      throw std::runtime_error("comes before the first case");
    return all_.back().exchanges.back();
  }

  static std::pair<std::string, std::string> difference_in(const std::string& line) {
    const auto colon = line.find(": ");
    if (colon == line.npos)
      throw std::runtime_error("a difference needs a reason");
    return {line.substr(0, colon), line.substr(colon + 2)};
  }

  void differs(const std::string& line) {
    last();
    all_.back().differs.insert(difference_in(line));
  }

  /// `subject differs …` is said of all cases that follow.
  void subject_differs(std::string line) {
    if (take_word(line) != "differs")
      throw std::runtime_error("a subject has nothing but differences");
    differs_.insert(difference_in(line));
  }

  void setting(const std::string& word, std::string line) {
    auto& into = last();
    if (word == "over") {
      into.over = transport_of(take_word(line));
      into.server_name = line;
    } else if (word == "from")
      into.from = line;
    else if (word == "answers")
      into.answers = static_cast<std::size_t>(std::stoi(line));
    else if (word == "times")
      into.times = static_cast<std::size_t>(std::stoi(line));
    else if (word == "limit")
      into.limit = time_of(line);
    else if (word == "alone")
      into.follow = false;
    else
      throw std::runtime_error("no such word");
  }

  std::string subject_, scene_ = "main";
  std::vector<test_case> all_;
  std::map<std::string, std::string> differs_;
};

} // namespace

std::string unescaped(const std::string& text) {
  static const std::map<char, char> letters{{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}};
  std::string raw;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      raw += text[i];
      continue;
    }
    const char letter = text[++i];
    if (letter == 'x') {
      raw += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else if (letter == '{') {
      const auto star = text.find('*', i), end = text.find('}', i);
      if (star == text.npos || end == text.npos || end < star)
        throw std::runtime_error("a repetition is \\{TEXT*N}");
      const auto part = text.substr(i + 1, star - i - 1);
      for (int n = std::stoi(text.substr(star + 1, end - star - 1)); n > 0; --n)
        raw += part;
      i = end;
    } else
      raw += letters.contains(letter) ? letters.at(letter) : letter;
  }
  return raw;
}

std::vector<test_case> read_cases(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    throw std::runtime_error(file.string() + " cannot be read");
  case_reader reader(file.stem().string());
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    try {
      reader.read(line, number);
    } catch (const std::exception& why) {
      throw std::runtime_error(file.string() + ':' + std::to_string(number) + ": '" + line + "': " + why.what());
    }
  }
  return reader.finished();
}

} // namespace signalbox::conformance
