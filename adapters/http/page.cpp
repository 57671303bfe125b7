#include "adapters/http/page.hpp"

#include "adapters/http/conditions.hpp"

#include <algorithm>

namespace signalbox {
namespace {

constexpr const char* style = R"(
:root{color-scheme:light dark;--line:#8884;--dim:#777;--good:#2a7d46;--bad:#c0392b;--warn:#b7791f}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:.95rem;margin:1rem 0 .25rem;color:var(--dim)}
header{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap;border-bottom:1px solid var(--line);padding-bottom:.75rem}
table{border-collapse:collapse;width:100%;table-layout:auto}
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--dim);font-weight:500;font-size:.85rem}
.tag{font-size:.8rem;padding:.1rem .5rem;border-radius:1rem;border:1px solid;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.dim{color:var(--dim)}
code{font-size:.85rem}ul{margin:0;padding-left:1rem}
)";

std::string tag(const std::string& tone, const std::string& word) {
  return "<span class=\"tag " + tone + "\">" + escaped(word) + "</span>";
}

std::string tone_of(const std::string& word) {
  if (word == "ok" || word == "running" || word == "ready")
    return "good";
  return word == "degraded" ? "bad" : "warn";
}

std::string row(const std::vector<std::string>& cells) {
  std::string html = "<tr>";
  for (const auto& cell : cells)
    html += "<td>" + cell + "</td>";
  return html + "</tr>\n";
}

std::string table(const std::vector<std::string>& heads, const std::string& rows) {
  std::string html = "<table><thead><tr>";
  for (const auto& head : heads)
    html += "<th>" + head + "</th>";
  return html + "</tr></thead><tbody>\n" + rows + "</tbody></table>\n";
}

std::string problem_list(const problems& all) {
  std::string html;
  for (const auto& p : all)
    html += "<li class=\"" + std::string(p.level == severity::error ? "bad" : "warn") + "\">" + escaped(to_string(p)) +
            "</li>";
  return html.empty() ? "" : "<ul>" + html + "</ul>";
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& s : all)
    text += (text.empty() ? "" : ", ") + s;
  return text;
}

std::string services_table(const cluster_report& r) {
  std::string rows;
  for (const auto& s : r.services) {
    auto conditions = conditions_of(s);
    auto why = std::find_if(conditions.begin(), conditions.end(), [](const condition& c) { return !c.holds; });
    std::string detail = problem_list(s.found);
    if (detail.empty() && why != conditions.end())
      detail = escaped(why->message);
    rows += row({escaped(s.name), s.routed ? tag("good", "routed") : tag("bad", "not routed"), escaped(joined(s.hosts)),
                 std::to_string(s.targets), detail});
  }
  if (rows.empty())
    return "<p class=\"dim\">No service asks to be routed here.</p>\n";
  return table({"service", "", "hosts", "targets", "problems"}, rows);
}

std::string proxy_line(const cluster_picture& c) {
  std::string observed = c.routes ? to_string(c.routes->observed) : "–";
  if (!c.proxy)
    return "<p>Proxy <code>" + escaped(c.proxy_service) + "</code> has not reported yet. Observed revision " +
           observed + ".</p>\n";
  const auto& p = *c.proxy;
  std::string html =
      "<p>Proxy <code>" + escaped(c.proxy_service) + "</code> " + tag(tone_of(to_string(p.state)), to_string(p.state));
  html += " applied revision <b>" + to_string(p.applied) + "</b>, observed <b>" + observed + "</b>; " +
          std::to_string(p.tasks_running) + " of " + std::to_string(p.replicas) + " tasks run <code>" +
          escaped(p.wanted_config) + "</code>.</p>\n";
  return p.why.empty() ? html : html + "<p class=\"bad\">" + escaped(p.why) + "</p>\n";
}

std::string cluster_section(const cluster_picture& c) {
  std::string html = "<h2>" + escaped(c.id.value) + "</h2>\n" + proxy_line(c);
  problems found;
  auto append = [&found](const problems& more) { found.insert(found.end(), more.begin(), more.end()); };
  if (c.routes)
    append(c.routes->found);
  if (c.extension)
    append(c.extension->found);
  if (c.proxy)
    append(c.proxy->found);
  html += problem_list(found);
  return c.routes ? html + services_table(*c.routes) : html + "<p class=\"dim\">No listing seen yet.</p>\n";
}

std::string watcher_line(const watcher_report& w) {
  std::string html = "<p>Watcher " + tag(tone_of(to_string(w.state)), to_string(w.state)) + ' ' +
                     std::to_string(w.services) + " services, " + std::to_string(w.tasks) + " tasks, " +
                     std::to_string(w.nodes) + " nodes; event stream " +
                     (w.events_connected ? "connected" : "<span class=\"bad\">not connected</span>") + ".</p>\n";
  return w.why.empty() ? html : html + "<p class=\"bad\">" + escaped(w.why) + "</p>\n";
}

std::string actors_table(const status_picture& p) {
  std::string rows;
  for (const auto& a : p.actors)
    rows += row({escaped(a.path), tag(tone_of(to_string(a.report.state)), to_string(a.report.state)),
                 std::to_string(a.report.restarts), escaped(a.report.last_cause)});
  return "<h2>Actors</h2>\n" + table({"path", "", "restarts", "last cause"}, rows);
}

std::string history_table(const status_picture& p) {
  std::string rows;
  std::size_t left = 25;
  for (auto h = p.history.rbegin(); h != p.history.rend() && left-- > 0; ++h)
    rows += row({"<span class=\"dim\">" + utc_time(h->when) + "</span>", escaped(h->path), escaped(h->what)});
  return "<h2>History</h2>\n" + table({"when", "who", "what"}, rows);
}

std::string document(const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"5\"><title>Signalbox</title><style>" +
         std::string(style) + "</style></head>\n<body>\n" + body + "</body></html>\n";
}

} // namespace

std::string escaped(const std::string& text) {
  std::string html;
  for (unsigned char c : text) {
    switch (c) {
    case '&':
      html += "&amp;";
      break;
    case '<':
      html += "&lt;";
      break;
    case '>':
      html += "&gt;";
      break;
    case '"':
      html += "&quot;";
      break;
    case '\'':
      html += "&#39;";
      break;
    default:
      if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
        html += "\xef\xbf\xbd";
      else
        html += static_cast<char>(c);
    }
  }
  return html;
}

std::string status_page(const status_picture& p) {
  std::string reason = why_not_ready(p);
  std::string html = "<header><h1>Signalbox</h1>" + (reason.empty() ? tag("good", "ready") : tag("warn", "not ready")) +
                     "<span class=\"dim\">version " + escaped(p.version) + ", up since " + utc_time(p.started) +
                     "</span></header>\n";
  if (!reason.empty())
    html += "<p class=\"warn\">" + escaped(reason) + "</p>\n";
  if (p.watcher)
    html += watcher_line(*p.watcher);
  for (const auto& c : p.clusters)
    html += cluster_section(c);
  html += actors_table(p) + history_table(p);
  html +=
      "<p class=\"dim\">For programs: <a href=\"/v1/status\">/v1/status</a>, <a href=\"/metrics\">/metrics</a>.</p>\n";
  return document(html);
}

std::string starting_page() { return document("<header><h1>Signalbox</h1>" + tag("warn", "starting") + "</header>\n"); }

} // namespace signalbox
