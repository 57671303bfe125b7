#include "adapters/cli/output/output.hpp"
#include "adapters/cli/output/text_table.hpp"

#include <algorithm>

namespace signalbox {
namespace {

using nlohmann::json;

constexpr std::size_t most_lines = 40;

/// Problems with their hints.
class problem_list {
public:
  void error(const std::string& text) {
    fine_ = false;
    add("error: " + text);
  }
  void warning(const std::string& text) { add("warning: " + text); }
  void problems(const std::string& about, const json& all) {
    for (const auto& p : all) {
      const auto hint = p.at("hint").get<std::string>();
      const auto text = about + ": " + p.at("where").get<std::string>() + ": " + p.at("what").get<std::string>() +
                        (hint.empty() ? "" : " (" + hint + ')');
      p.at("level") == "error" ? error(text) : warning(text);
    }
  }
  void left_out(const std::string& service) { left_out_.push_back(service); }

  bool fine() const { return fine_ && left_out_.empty(); }
  std::string text() const {
    std::string out = lines_;
    if (count_ > most_lines)
      out += "  and " + std::to_string(count_ - most_lines) + " more: signalbox status --json\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(left_out_.size(), 5); ++i)
      out += (i == 0 ? "\nNot routed; the reason: signalbox explain " : "                        signalbox explain ") +
             plain(left_out_[i]) + '\n';
    return out;
  }

private:
  void add(const std::string& text) {
    if (++count_ <= most_lines)
      lines_ += "  " + wrapped(text, 4);
  }
  bool fine_ = true;
  std::size_t count_ = 0;
  std::string lines_;
  std::vector<std::string> left_out_;
};

std::string heading(const json& s) {
  std::string text = "Signalbox " + s.at("version").get<std::string>();
  text += s.at("ready") ? " is ready" : " is not ready: " + s.at("not_ready_because").get<std::string>();
  text += "; running since " + s.at("started").get<std::string>() + ".";
  const auto& w = s.at("watcher");
  if (w.is_null())
    return wrapped(text, 0);
  text += " It watches " + counted(w.at("services").get<std::size_t>(), "service") + " with " +
          counted(w.at("tasks").get<std::size_t>(), "task") + " on " +
          counted(w.at("nodes").get<std::size_t>(), "node") + "; tasks are " +
          (w.at("tasks_pushed") ? "pushed by SwarmKit." : "polled.");
  return wrapped(text, 0);
}

void check_core(const json& s, problem_list& found) {
  if (!s.at("ready"))
    found.error("core is not ready: " + s.at("not_ready_because").get<std::string>());
  if (const auto& w = s.at("watcher"); !w.is_null() && w.at("health") == "degraded")
    found.error("the Swarm cannot be watched properly: " + w.at("why").get<std::string>());
  for (const auto& a : s.at("actors"))
    if (a.at("state") != "running")
      found.error("actor " + a.at("path").get<std::string>() + " is " + a.at("state").get<std::string>() + ": " +
                  a.at("last_cause").get<std::string>());
}

std::string configuration(const json& c) {
  if (c.at("proxy").is_null())
    return "starting";
  if (c.at("proxy").at("health") != "ok")
    return c.at("proxy").at("health");
  return c.at("applied_revision") == c.at("observed_revision") ? "current" : "changing";
}

void check_cluster(const json& c, problem_list& found) {
  const auto id = c.at("id").get<std::string>();
  found.problems(id, c.at("problems"));
  for (const auto* part : {"extension", "proxy"})
    if (!c.at(part).is_null())
      for (const auto& p : c.at(part).at("problems"))
        if (p.at("service") == "")
          found.problems(id, json::array({p}));
  if (const auto& p = c.at("proxy"); !p.is_null() && p.at("health") == "degraded")
    found.error(id + ": " + c.at("proxy_service").get<std::string>() + ": " + p.at("why").get<std::string>());
  for (const auto& s : c.at("services")) {
    const auto name = s.at("name").get<std::string>();
    found.problems(id + ": service " + name, s.at("problems"));
    if (!s.at("routed"))
      found.left_out(name);
    else if (s.at("targets") == 0)
      found.warning(id + ": service " + name + ": no task that the proxy can reach is running, so clients get 503");
  }
}

void add_row(const json& c, text_table& table) {
  const auto& services = c.at("services");
  const auto routed = std::count_if(services.begin(), services.end(), [](const json& s) { return s.at("routed"); });
  const auto& p = c.at("proxy");
  table.add({c.at("id"), c.at("proxy_service"),
             p.is_null() ? "" : p.at("tasks_running").dump() + " of " + p.at("replicas").dump(), configuration(c),
             std::to_string(routed) + " of " + std::to_string(services.size()), c.at("hosts").dump(),
             c.at("targets").dump()});
}

} // namespace

answer status_answer(const json& status) {
  problem_list found;
  text_table table({"CLUSTER", "PROXY SERVICE", "PROXIES", "CONFIGURATION", "ROUTED", "HOSTS", "TARGETS"});
  check_core(status, found);
  for (const auto& c : status.at("clusters")) {
    add_row(c, table);
    check_cluster(c, found);
  }
  auto text = heading(status) + '\n' + table.text();
  const auto list = found.text();
  text += found.fine() ? "\nNothing is wrong.\n" : "\nWhat is wrong:\n";
  if (found.fine() && !list.empty())
    text += "\nWarnings:\n";
  text += list;
  return {text + "\nMore: signalbox explain SERVICE, signalbox history\n", found.fine()};
}

} // namespace signalbox
