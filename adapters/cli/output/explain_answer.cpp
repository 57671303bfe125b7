#include "adapters/cli/output/output.hpp"
#include "adapters/cli/output/text_table.hpp"

#include <algorithm>
#include <functional>

namespace signalbox {
namespace {

using nlohmann::json;

std::string word(const json& from, const char* key) { return from.at(key).get<std::string>(); }

std::string more(const json& list) {
  const auto left_out = list.at("left_out").get<std::size_t>();
  return left_out == 0 ? "" : "  and " + std::to_string(left_out) + " more\n";
}

std::size_t targets_in(const json& e) {
  const auto& tasks = e.at("tasks").at("list");
  if (e.at("backend").is_null())
    return 0;
  const bool picks = e.at("backend").at("mode") == "tasks";
  return static_cast<std::size_t>(std::count_if(tasks.begin(), tasks.end(), [&](const json& t) {
    return picks ? t.at("target") != "" : t.at("state") == "running";
  }));
}

bool is_current(const json& e) { return !e.at("proxy").is_null() && e.at("proxy").at("current"); }

bool is_served(const json& e) {
  return e.at("routed") && targets_in(e) > 0 && is_current(e) && e.at("quarantined").is_null();
}

std::string verdict(const std::string& service, const json& e) {
  const auto cluster = word(e, "cluster");
  if (cluster.empty())
    return service + " belongs to no cluster: " + word(e, "why") + '.';
  if (!e.at("quarantined").is_null())
    return service + " is left out by cluster " + cluster +
           ", because its proxy refuses what the labels ask for: " + word(e, "quarantined");
  if (!e.at("routed"))
    return service + " is not routed by cluster " + cluster + ": " + word(e, "why");
  if (targets_in(e) == 0)
    return service + " is routed by cluster " + cluster + ", but no task can be reached, so clients get 503.";
  return service + " is routed by cluster " + cluster +
         (is_current(e) ? ", and every proxy task serves it." : ", but not every proxy task serves it yet.");
}

std::string url_of(const json& route) {
  return (route.at("https") || route.at("passthrough") ? "https://" : "http://") + word(route, "host") +
         (word(route, "path") == "/" ? "/" : word(route, "path"));
}

std::string who(const json& b) {
  auto text = word(b, "service");
  if (b.contains("weight"))
    text += " (" + b.at("weight").dump() + " %)";
  if (b.contains("canary_header"))
    text += " (header " + word(b, "canary_header") + ')';
  if (b.contains("canary_cookie"))
    text += " (cookie " + word(b, "canary_cookie") + ')';
  return text;
}

std::string joined(const json& list, const std::function<std::string(const json&)>& show) {
  std::string text;
  for (const auto& x : list)
    text += (text.empty() ? "" : ", ") + show(x);
  return text;
}

std::string remarks(const json& route) {
  std::string text;
  const auto add = [&text](const std::string& more_text) { text += (text.empty() ? "" : "; ") + more_text; };
  if (route.at("passthrough"))
    add("TLS goes to the tasks untouched");
  if (route.at("https_only"))
    add("plain HTTP is sent on to HTTPS");
  if (word(route, "strips") != "")
    add("tasks do not see " + word(route, "strips"));
  if (!route.at("weight").is_null())
    add("gets " + route.at("weight").dump() + " % of the requests");
  for (const auto& r : route.at("redirects"))
    add("redirects " + word(r, "from") + " to " + word(r, "to"));
  if (const auto& others = route.at("shared_with"); !others.at("list").empty())
    add("shared with " + joined(others.at("list"), who));
  if (const auto& others = route.at("other_paths"); !others.at("list").empty())
    add("other paths: " +
        joined(others.at("list"), [](const json& o) { return word(o, "path") + " " + word(o, "service"); }));
  return text;
}

std::string routes(const json& e) {
  text_table table({"PLACE", "REMARKS"});
  for (const auto& p : e.at("routes").at("list"))
    table.add({url_of(p), remarks(p)});
  return table.empty() ? "" : "\n" + table.text() + more(e.at("routes"));
}

std::string tasks(const json& e) {
  text_table table({"TASK", "NODE", "STATE", "TARGET", "WHY NOT"});
  for (const auto& t : e.at("tasks").at("list"))
    table.add({word(t, "task"), word(t, "node"), word(t, "state"), word(t, "target"), word(t, "why")});
  return table.empty() ? "\nThe service has no tasks.\n" : "\n" + table.text() + more(e.at("tasks"));
}

std::string labels(const json& e) {
  text_table table({"LABEL", "VALUE", "MEANING"});
  for (const auto& l : e.at("labels").at("list")) {
    const auto state = word(l, "state");
    table.add({word(l, "label"), word(l, "value"),
               state == "understood"  ? word(l, "meaning")
               : state == "wrong"     ? "WRONG, see below"
               : state == "empty"     ? "empty, as if it were not there"
               : state == "misplaced" ? "on the containers, has no effect"
                                      : "not known, has no effect"});
  }
  return "\n" + table.text() + more(e.at("labels"));
}

std::string ways(const json& e) {
  const auto& address = e.at("backend");
  if (!e.at("routed"))
    return e.at("networks").empty()
               ? ""
               : wrapped("Networks: " + joined(e.at("networks"), [](const json& n) { return n.get<std::string>(); }),
                         2);
  std::string text = word(e, "network").empty() ? "Requests go to the ports that its nodes publish"
                                                : "Requests go over network " + word(e, "network");
  if (!address.is_null() && address.at("mode") != "tasks")
    text += ", to " + word(address, "address");
  return wrapped(text + '.', 2);
}

std::string problems(const json& e) {
  std::string text;
  for (const auto& p : e.at("problems").at("list"))
    text += "  " + wrapped(word(p, "level") + ": " + word(p, "where") + ": " + word(p, "what") +
                               (word(p, "hint").empty() ? "" : " (" + word(p, "hint") + ')'),
                           4);
  return text.empty() ? "" : "\nProblems:\n" + text + more(e.at("problems"));
}

std::string proxies(const json& e) {
  if (e.at("proxy").is_null())
    return "\nThe proxy has not reported yet.\n";
  const auto& p = e.at("proxy");
  auto text = "Proxy " + word(p, "service") + ": " + p.at("tasks_running").dump() + " of " + p.at("replicas").dump() +
              " tasks run with " + word(p, "desired_config") +
              (p.at("current") ? ", which is current."
                               : ", and lag behind: revision " + word(p, "applied_revision") + " of " +
                                     p.at("observed_revision").dump() + '.');
  if (!word(p, "why").empty())
    text += ' ' + word(p, "why");
  text_table table({"PROXY TASK", "NODE", "SERVES", "VERDICT"});
  for (const auto& t : p.at("tasks").at("list"))
    table.add({word(t, "task"), word(t, "node"),
               t.at("current")             ? "current"
               : word(t, "serves").empty() ? "unknown"
                                           : "older",
               word(t, "verdict")});
  return "\n" + wrapped(text, 2) + (table.empty() ? "" : table.text() + more(p.at("tasks")));
}

bool is_misplaced(const json& e) {
  const auto& all = e.at("labels").at("list");
  return !all.empty() && word(all.at(0), "state") == "misplaced";
}

std::string next_step(const std::string& service, const json& e) {
  if (is_misplaced(e))
    return "docker service update --label-add LABEL=VALUE " + service + ", or deploy.labels of the compose file";
  if (word(e, "cluster").empty())
    return "set the label, to one of: " + joined(e.at("clusters"), [](const json& c) {
             return word(c, "service_cluster").empty() ? "no label (" + word(c, "id") + ')'
                                                       : word(c, "service_cluster");
           });
  if (!e.at("problems").at("list").empty() && (!e.at("routed") || !e.at("quarantined").is_null()))
    return "mend what the problems name; docker service update --label-add LABEL=VALUE " + service;
  if (targets_in(e) == 0)
    return "docker service ps --no-trunc " + service;
  if (!is_current(e))
    return "wait, and ask again; signalbox history shows the latest events";
  const auto& first = e.at("routes").at("list").at(0);
  if (word(first, "host").starts_with('*'))
    return "curl a host that no other service answers for, at a proxy's address";
  if (first.at("https") || first.at("passthrough"))
    return "curl --connect-to ::ADDRESS-OF-A-PROXY " + url_of(first);
  return "curl -H 'Host: " + word(first, "host") + "' http://ADDRESS-OF-A-PROXY" + word(first, "path");
}

std::string entry(const std::string& service, const json& e) {
  auto text = wrapped(verdict(service, e), 2);
  if (!word(e, "cluster").empty())
    text += ways(e) + routes(e) + tasks(e);
  text += labels(e);
  text += problems(e);
  if (!word(e, "cluster").empty())
    text += proxies(e);
  return text + "\nNext: " + wrapped(next_step(service, e), 6);
}

} // namespace

answer explain_answer(const json& explained) {
  answer a;
  for (const auto& e : explained.at("explanations")) {
    a.text += (a.text.empty() ? "" : "\n") + entry(word(explained, "service"), e);
    a.fine = a.fine && !word(e, "cluster").empty() && is_served(e);
  }
  return a;
}

} // namespace signalbox
