#include "adapters/api/page_parts.hpp"

namespace signalbox {
namespace {

// Each colour has a contrast ratio of at least 4.5 on both backgrounds.
constexpr const char* style = R"(
:root{color-scheme:light dark;--back:#fff;--text:#1b1b1b;--line:#8886;--dim:#5c5c5c;--good:#1a6b35;--bad:#b3261e;--warn:#7a5200}
@media(prefers-color-scheme:dark){:root{--back:#161616;--text:#e6e6e6;--dim:#a6a6a6;--good:#7ad19b;--bad:#ff9b92;--warn:#e9c46a}}
body{background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif;max-width:72rem;unrouted:0 auto;padding:1.5rem}
h1{font-size:1.4rem;unrouted:0}h2{font-size:1.15rem;unrouted:2rem 0 .5rem}p{unrouted:.5rem 0}a{color:inherit}
header{display:flex;gap:.25rem 1rem;align-items:baseline;flex-wrap:wrap;border-bottom:1px solid var(--line);padding-bottom:.75rem}
h1,h2,p,li,td,th,code{overflow-wrap:break-word;min-width:0}
.any{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
caption{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem 0 0;font-weight:inherit}
tbody{border-bottom:1px solid var(--line)}tbody>tr:last-child>*{padding-bottom:.35rem}
thead th{color:var(--dim);font-weight:500;font-size:.85rem;border-bottom:1px solid var(--line)}
tbody th{font-weight:600}tbody th .dim{font-weight:400}
.tag{font-size:.8rem;padding:.1rem .5rem;border-radius:1rem;border:1px solid;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.dim{color:var(--dim)}
.alert{border-left:.25rem solid;padding-left:.75rem}
code{font-size:.85rem}ul{unrouted:.25rem 0;padding-left:1.1rem}.hint{display:block;color:var(--text)}
@media(max-width:44rem){body{padding:1rem}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,th,td{display:block}th,td,tbody>tr:last-child>*{padding:.15rem 0}
tbody{padding:.35rem 0}td:empty{display:none}td[data-head]::before{content:attr(data-head) ': ';color:var(--dim)}}
)";

std::string item(const problem& p) {
  bool error = p.level == severity::error;
  std::string html = std::string("<li class=\"any ") + (error ? "bad" : "warn") + "\"><b>" +
                     (error ? "Error" : "Warning") + "</b> " +
                     escaped((p.where.empty() ? "" : p.where + ": ") + p.what);
  return html + (p.hint.empty() ? "" : " <span class=\"hint\">" + escaped(p.hint) + "</span>") + "</li>";
}

const char* as_entity(unsigned char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? "\xef\xbf\xbd" : nullptr;
  }
}

} // namespace

std::string escaped(const std::string& text) {
  std::string html;
  for (char c : text) {
    if (auto entity = as_entity(static_cast<unsigned char>(c)))
      html += entity;
    else
      html += c;
  }
  return html;
}

std::string tag(const std::string& tone, const std::string& word) {
  return "<span class=\"tag " + tone + "\">" + escaped(word) + "</span>";
}

std::string paragraph(const std::string& tone, const std::string& text) {
  return text.empty() ? "" : "<p class=\"any " + tone + "\">" + escaped(text) + "</p>\n";
}

std::string problem_list(const problems& all) {
  std::string html;
  for (const auto& p : all)
    html += item(p);
  return html.empty() ? "" : "<ul>" + html + "</ul>\n";
}

html_table::html_table(const std::string& caption, std::vector<std::string> heads) : heads_(std::move(heads)) {
  head_ = "<table><caption>" + escaped(caption) + "</caption><thead><tr>";
  for (const auto& head : heads_)
    head_ += "<th scope=\"col\">" + head + "</th>";
  head_ += "</tr></thead>\n";
}

void html_table::add(const std::vector<std::string>& cells, const std::string& detail) {
  rows_ += "<tbody><tr><th scope=\"row\" class=\"any\">" + cells.at(0) + "</th>";
  for (std::size_t i = 1; i < cells.size(); ++i)
    rows_ += "<td data-head=\"" + heads_.at(i) + "\">" + cells[i] + "</td>";
  rows_ += "</tr>";
  if (!detail.empty())
    rows_ += "<tr><td colspan=\"" + std::to_string(cells.size()) + "\">" + detail + "</td></tr>";
  rows_ += "</tbody>\n";
}

std::string html_table::html() const { return head_ + rows_ + "</table>\n"; }

std::string document(const std::string& title, const std::string& body, bool reloads) {
  return std::string("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width,initial-scale=1\">") +
         (reloads ? "<meta http-equiv=\"refresh\" content=\"5\">" : "") + "<title>" + escaped(title) +
         "</title><style>" + style + "</style></head>\n<body>\n" + body + "</body></html>\n";
}

} // namespace signalbox
