#include "adapters/config/grammar.hpp"

#include "adapters/config/characters.hpp"
#include "messages/managed_service.hpp"
#include "messages/text/nearest.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::size_t longest_service_name = 63; // SwarmKit's limit

bool is_word(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_graphic); }

} // namespace

std::optional<invalid_text> check_block_name(std::string_view text) {
  if (!text.empty() && is_alnum(text.front()) && only(text, "_.-"))
    return {};
  return invalid_text{"is not a name for a block",
                      "use letters, digits, '_', '.', '-', and begin with a letter or digit"};
}

std::optional<invalid_text> check_service_name(std::string_view text) {
  if (text.size() > longest_service_name)
    return invalid_text{"is longer than the 63 characters that Swarm allows", "choose a shorter name"};
  if (!text.empty() && is_alnum(text.front()) && is_alnum(text.back()) && only(text, "-_"))
    return {};
  return invalid_text{"is not a name for a Swarm service",
                      "use letters, digits, '-', '_', and begin and end with a letter or digit"};
}

std::optional<invalid_text> check_stop_signal(std::string_view text) {
  static constexpr std::string_view known[] = {
      "SIGHUP",  "SIGINT",  "SIGQUIT", "SIGILL",  "SIGTRAP", "SIGABRT", "SIGBUS",    "SIGFPE",  "SIGKILL",  "SIGUSR1",
      "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN",
      "SIGTTOU", "SIGURG",  "SIGXCPU", "SIGXFSZ", "SIGPROF", "SIGSYS",  "SIGVTALRM", "SIGIO",   "SIGWINCH", "SIGPWR"};
  if (std::ranges::any_of(known, [text](std::string_view name) { return text == name || text == name.substr(3); }))
    return {};
  bool number = !text.empty() && text.size() <= 2 && text.find_first_not_of("0123456789") == text.npos;
  if (number && std::stoi(std::string(text)) >= 1 && std::stoi(std::string(text)) <= 64)
    return {};
  auto meant = nearest(text, known);
  return invalid_text{"is not a signal", meant.empty() ? "nginx finishes its requests on \"SIGQUIT\""
                                                       : "did you mean \"" + std::string(meant) + "\"?"};
}

std::optional<invalid_text> check_image(std::string_view text) {
  if (is_word(text))
    return {};
  return invalid_text{"is not an image reference", "write it like \"nginx:alpine\""};
}

std::optional<invalid_text> check_absolute_path(std::string_view text) {
  if (is_word(text) && text.size() > 1 && text.front() == '/' && text.back() != '/')
    return {};
  return invalid_text{"is not the path of a file in the container",
                      "write it from the root: \"/etc/nginx/nginx.conf\""};
}

std::optional<invalid_text> check_word(std::string_view text) {
  if (is_word(text))
    return {};
  return invalid_text{"is not a printable word", "remove spaces and control characters"};
}

std::optional<invalid_text> check_service_cluster(std::string_view text) {
  auto printable_or_space = [](char c) { return is_graphic(c) || c == ' '; };
  if (text.empty() || (text.front() != ' ' && text.back() != ' ' && std::ranges::all_of(text, printable_or_space)))
    return {};
  return invalid_text{"has spaces around it or characters that do not print",
                      "write exactly what the applications' label com.docker.lb.service_cluster says"};
}

std::optional<invalid_text> check_label_key(std::string_view text) { return check_word(text); }

std::optional<invalid_text> check_proxy_label_key(std::string_view text) {
  for (std::string_view mine : {owned::type_label, owned::cluster_label, owned::applied_label})
    if (text == mine)
      return invalid_text{"is a label that core finds its own services by", "choose another key"};
  return check_label_key(text);
}

} // namespace signalbox
