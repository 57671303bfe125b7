// Problems come first: a summary with links, then each cluster with its problems. Running actors without restarts are
// only counted.
#include "adapters/api/page.hpp"

#include "adapters/api/conditions.hpp"
#include "adapters/api/page_parts.hpp"

#include <algorithm>

namespace signalbox {
namespace {

std::string tone_of(const std::string& word) {
  if (word == "ok" || word == "running" || word == "ready")
    return "good";
  return word == "degraded" ? "bad" : "warn";
}

std::string state_tag(const std::string& word) { return tag(tone_of(word), word); }

std::string counted(std::size_t n, const std::string& what) {
  return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& all, const char* between = ", ") {
  std::string text;
  for (const auto& s : all)
    text += (text.empty() ? "" : between) + s;
  return text;
}

std::string service_state(const service_status& s) {
  if (s.routed)
    return s.targets > 0 ? tag("good", "routed") : tag("warn", "no target");
  bool error = std::any_of(s.found.begin(), s.found.end(), [](auto& p) { return p.level == severity::error; });
  return tag(error ? "bad" : "warn", "not routed");
}

std::string services_table(const cluster_status& c) {
  html_table table("Services of " + c.id.value, {"service", "state", "targets", "hosts"});
  for (const auto& s : services_of(c)) {
    auto conditions = conditions_of(s);
    auto why = std::find_if(conditions.begin(), conditions.end(), [](const condition& x) { return !x.holds; });
    std::string detail = problem_list(s.found);
    if (detail.empty() && why != conditions.end())
      detail = "<span class=\"warn\">" + escaped(why->message) + "</span>";
    std::vector<std::string> hosts;
    for (const auto& host : s.hosts)
      hosts.push_back("<span class=\"any\">" + escaped(host) + "</span>");
    table.add({escaped(s.name), service_state(s), std::to_string(s.targets), joined(hosts)}, detail);
  }
  return table.empty() ? paragraph("dim", "No service has labels for this cluster.") : table.html();
}

std::string proxy_lines(const cluster_status& c) {
  std::string observed = c.routes ? to_string(c.routes->observed) : "–";
  std::string html = "<p>Proxy <code class=\"any\">" + escaped(c.proxy_service) + "</code> ";
  if (!c.proxy)
    return html + tag("warn", "starting") + " has not reported yet. Observed revision " + observed + ".</p>\n";
  const auto& p = *c.proxy;
  html += state_tag(to_string(p.state)) + " applied revision <b>" + to_string(p.applied) + "</b>, observed <b>" +
          observed + "</b>; " + std::to_string(p.tasks_running) + " of " + std::to_string(p.replicas) + " tasks run";
  html += p.desired_config.empty() ? "" : " <code class=\"any\">" + escaped(p.desired_config) + "</code>";
  return html + ".</p>\n" + paragraph("bad alert", p.why);
}

std::string anchor(std::size_t n) { return "cluster-" + std::to_string(n); }

std::string cluster_section(const cluster_status& c, std::size_t n) {
  return "<section aria-labelledby=\"" + anchor(n) + "\"><h2 id=\"" + anchor(n) + "\" class=\"any\">" +
         escaped(c.id.value) + "</h2>\n" + proxy_lines(c) + problem_list(own_problems(c)) +
         (c.routes ? services_table(c) : paragraph("dim", "No listing seen yet.")) + "</section>\n";
}

struct problem_counts {
  std::size_t errors = 0, warnings = 0;
  bool degraded = false;
};

problem_counts count_problems(const cluster_status& c) {
  problem_counts sum;
  sum.degraded = c.proxy && c.proxy->state == health::degraded;
  for (const auto& p : problems_of(c))
    ++(p.level == severity::error ? sum.errors : sum.warnings);
  return sum;
}

/// A line with a link for each cluster that has a problem.
std::string summary(const status_snapshot& p) {
  std::string html;
  for (std::size_t n = 0; n < p.clusters.size(); ++n) {
    auto sum = count_problems(p.clusters[n]);
    std::vector<std::string> words;
    if (sum.degraded)
      words.push_back("degraded");
    if (sum.errors > 0)
      words.push_back(counted(sum.errors, "error"));
    if (sum.warnings > 0)
      words.push_back(counted(sum.warnings, "warning"));
    if (!words.empty())
      html += "<p class=\"any alert " + std::string(sum.errors > 0 || sum.degraded ? "bad" : "warn") +
              "\"><a href=\"#" + anchor(n) + "\">" + escaped(p.clusters[n].id.value) + "</a>: " + joined(words) +
              "</p>\n";
  }
  return html;
}

std::string watcher_lines(const watcher_report& w) {
  return "<p>Watcher " + state_tag(to_string(w.state)) + ' ' + counted(w.services, "service") + ", " +
         counted(w.tasks, "task") + ", " + counted(w.nodes, "node") + "; event stream " +
         (w.events_connected ? "connected" : "<span class=\"bad\">not connected</span>") + "; tasks " +
         (w.tasks_pushed ? "pushed" : "polled" + (w.tasks_why.empty() ? "" : " (" + escaped(w.tasks_why) + ')')) +
         ".</p>\n" + paragraph("bad alert", w.why);
}

std::string actors_section(const status_snapshot& p) {
  html_table table("Actors", {"actor", "state", "restarts", "last cause"});
  std::size_t well = 0;
  for (const auto& a : p.actors) {
    if (a.report.state == child_state::running && a.report.restarts == 0)
      ++well;
    else
      table.add({escaped(a.path), state_tag(to_string(a.report.state)), std::to_string(a.report.restarts),
                 "<span class=\"any\">" + escaped(a.report.last_cause) + "</span>"});
  }
  return "<h2>Actors</h2>\n" + (table.empty() ? "" : table.html()) +
         paragraph("dim", counted(well, "actor") + (well == 1 ? " runs" : " run") + " and " +
                              (well == 1 ? "was" : "were") + " never restarted.");
}

std::string history_table(const status_snapshot& p) {
  html_table table("History, newest first", {"when", "who", "what"});
  std::size_t left = 25;
  for (auto h = p.history.rbegin(); h != p.history.rend() && left-- > 0; ++h)
    table.add({"<span class=\"dim\">" + utc_time(h->when) + "</span>", escaped(h->path),
               "<span class=\"any\">" + escaped(h->what) + "</span>"});
  return table.empty() ? "" : "<h2>History</h2>\n" + table.html();
}

std::string footer(const status_snapshot& p, bool reloads) {
  return "<footer><p class=\"dim\">As of " + utc_time(p.when) + "; " +
         (reloads ? "reloads every 5 s, <a href=\"/?still\">stop that</a>" : "<a href=\"/\">reload every 5 s</a>") +
         ". For programs: <a href=\"/v1/status\">/v1/status</a>, <a href=\"/metrics\">/metrics</a>.</p></footer>\n";
}

} // namespace

std::string status_page(const status_snapshot& p, bool reloads) {
  std::string reason = why_not_ready(p), state = reason.empty() ? "ready" : "not ready";
  std::string html = "<header><h1>Signalbox</h1>" + state_tag(state) + "<span class=\"dim\">version " +
                     escaped(p.version) + ", up since " + utc_time(p.started) + "</span></header>\n<main>\n" +
                     paragraph("warn alert", reason) + summary(p);
  if (p.watcher)
    html += watcher_lines(*p.watcher);
  for (std::size_t n = 0; n < p.clusters.size(); ++n)
    html += cluster_section(p.clusters[n], n);
  html += actors_section(p) + history_table(p) + "</main>\n" + footer(p, reloads);
  return document("Signalbox: " + state, html, reloads);
}

std::string starting_page() {
  return document("Signalbox: starting", "<header><h1>Signalbox</h1>" + tag("warn", "starting") + "</header>\n", true);
}

} // namespace signalbox
