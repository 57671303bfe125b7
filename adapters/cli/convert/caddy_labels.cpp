// Converts labels of caddy-docker-proxy 2, where each label is a directive of a Caddyfile.
#include "adapters/cli/convert/caddy_directive.hpp"
#include "adapters/cli/convert/container_labels.hpp"
#include "adapters/cli/convert/label_draft.hpp"
#include "messages/text/value_grammars.hpp"

#include <algorithm>

namespace signalbox {
namespace {

/// A block of directives: a site, or one of those that contain a route.
struct block {
  caddy_scope where;
  std::vector<caddy_directive> directives; ///< of this block and those around it, which apply to its routes
  bool strips = false;                     ///< its path is removed before requests are forwarded
};

/// The labels of all services. Caddy has one site for each address, with the directives of all services that name it.
using caddy_sites = std::map<std::string, caddy_node>;

class caddy_reader {
public:
  caddy_reader(const foreign_service& service, const std::vector<caddy_sites>& all) : all_(all), draft_(service.name) {
    if (const auto network = service.labels.find("caddy_ingress_network"); network != service.labels.end())
      draft_.set("network", network->second, network->first);
  }

  conversion read(const caddy_sites& sites, const convert_options& options) {
    for (const auto& [_, site] : sites)
      if (site.value.empty() || site.value.starts_with('('))
        draft_.unsupported(site.label, "is about Caddy itself, or a part of other sites");
      else
        read_site(site);
    return draft_.finish(options);
  }

private:
  void read_site(const caddy_node& site) {
    block top;
    top.where.sites = addresses_of(site.value);
    site_label_ = site.label;
    redirected_.clear();
    matchers_ = matchers_in(site.children);
    for (const auto& sites : all_)
      for (const auto& [_, other] : sites)
        if (&other != &site && other.value == site.value)
          add_directives_of(other, top);
    if (!read_block(site.children, top))
      read_elsewhere(site, top);
    for (const auto& sites : all_)
      for (const auto& [_, other] : sites)
        if (&other != &site && other.value == site.value)
          read_answers_of(other, top);
  }

  /// Blocks of the same site in other labels that answer requests without any application.
  void read_answers_of(const caddy_node& other, const block& top) {
    for (const auto& [_, node] : other.children)
      if (is_block(node) && !leads_to_application(node))
        read_inner(node, top, false);
  }

  /// Directives of the same site in other labels.
  void add_directives_of(const caddy_node& other, block& top) {
    for (const auto& [name, matcher] : matchers_in(other.children))
      matchers_.emplace(name, matcher);
    for (const auto& [_, node] : other.children)
      if (is_option(node))
        top.directives.push_back(directive_of(node, top.where));
  }

  /// False if the block has neither a route nor a redirect.
  bool read_block(const std::map<std::string, caddy_node>& children, block b) {
    bool any = false;
    for (const auto& [_, node] : children)
      if (node.name == "redir")
        any |= redirect(directive_of(node, b.where));
      else if (is_option(node))
        b.directives.push_back(directive_of(node, b.where));
    const auto blocks = std::count_if(children.begin(), children.end(), [](const auto& c) {
      return c.second.name == "handle" || c.second.name == "handle_path";
    });
    for (const auto& [_, node] : children)
      if (node.name == "reverse_proxy") {
        reverse_proxy(directive_of(node, b.where), b);
        any = true;
      } else if (is_block(node)) {
        read_inner(node, b, blocks > 1);
        any = true;
      }
    return any;
  }

  void read_inner(const caddy_node& node, const block& outer, bool beside_others) {
    auto inner = outer;
    std::erase_if(inner.directives, [](const caddy_directive& d) { return is_after_blocks(*d.node); });
    const auto d = directive_of(node, outer.where);
    inner.where = d.where;
    inner.where.rest |= outer.where.rest || (beside_others && node.name == "handle" && node.value.empty());
    inner.strips |= node.name == "handle_path";
    if (!read_block(node.children, inner))
      read_elsewhere(node, inner);
  }

  /// Requests that do not get to the application: what the directives do to them is noted.
  void read_elsewhere(const caddy_node& node, block b) {
    for (const auto& [_, inner] : node.children)
      if (is_option(inner))
        b.directives.push_back(directive_of(inner, b.where));
    draft_.begin_route(node.label);
    draft_.lead_elsewhere();
    serve(node, b.where);
    apply(b);
  }

  caddy_directive directive_of(const caddy_node& node, const caddy_scope& outer) {
    caddy_directive d{&node, words_of(node.value), {}};
    std::vector<std::string> differs;
    d.where = narrowed(outer, d.words, matchers_, differs);
    if (node.name == "reverse_proxy" || is_block(node))
      for (const auto& text : differs)
        draft_.differs(node.label, text);
    return d;
  }

  void serve(const caddy_node& node, const caddy_scope& where) {
    const auto places = where.places();
    for (const auto& at : places)
      if (where.partial)
        draft_.serve_partly(at);
      else
        draft_.serve(at);
    if (where.partial)
      draft_.unsupported(node.label, "only a host and a path with all that is below it choose a service here");
    else if (places.empty())
      draft_.unsupported(node.label, "its matcher matches no address of the site");
  }

  void apply(const block& b) {
    for (const auto& d : b.directives)
      switch (relation(d.where, b.where)) {
      case applies::to_all:
        put_directive(d, draft_);
        break;
      case applies::to_some:
        note_partial_directive(d, draft_);
        break;
      case applies::to_none:
        break;
      }
  }

  /// The addresses of a route: whether clients use HTTPS, and ports that may be internal.
  void reach(const caddy_scope& where) {
    const auto& label = site_label_;
    bool http = false, https = false;
    for (const auto& a : where.sites) {
      http |= a.plain && !redirected_.contains(a.host);
      https |= !a.plain;
      if (!a.port.empty() && a.port != "80" && a.port != "443")
        draft_.guard_unsupported(label, "port " + a.port +
                                            " may be an internal one; here a route is served on the ports that the "
                                            "cluster publishes (PublishedPort, PublishedSSLPort)");
      if (a.has_path)
        draft_.guard_unsupported(label, "an address with a path");
    }
    draft_.over(http, https);
    if (!http && !https && !where.sites.empty())
      draft_.lead_elsewhere(); // all its requests are redirected to HTTPS
  }

  /// `{{upstreams}}`, `{{upstreams 80}}`, `{{upstreams https 443}}`
  bool upstreams(const std::string& word, const std::string& label) {
    if (!word.starts_with("{{") || !word.ends_with("}}"))
      return false;
    auto parts = words_of(word.substr(2, word.size() - 4));
    if (parts.empty() || parts[0] != "upstreams")
      return false;
    parts.erase(parts.begin());
    const bool https = !parts.empty() && parts[0] == "https";
    if (https)
      draft_.set("ssl_backend", "true", label);
    if (!parts.empty() && (https || parts[0] == "http"))
      parts.erase(parts.begin());
    draft_.set("port", parts.empty() ? (https ? "443" : "80") : parts[0], label);
    return true;
  }

  void reverse_proxy(const caddy_directive& d, block b) {
    const auto& node = *d.node;
    b.where = d.where;
    draft_.begin_route(node.label);
    const auto to = node.children.find("to");
    const auto target = to != node.children.end() && d.words.empty() ? words_of(to->second.value) : d.words;
    if (target.size() != 1 || !upstreams(target[0], node.label)) {
      draft_.lead_elsewhere();
      draft_.unsupported(node.label, "requests go to the service's own tasks only");
    }
    serve(node, b.where);
    reach(b.where);
    if (b.strips)
      for (const auto& path : b.where.paths)
        draft_.strip(path, node.label);
    apply(b);
    for (const auto& [_, option] : node.children)
      if (option.name != "to")
        put_proxy_option(option, draft_);
  }

  /// `redir TO [CODE]`. True if it is a redirect of whole hosts.
  bool redirect(const caddy_directive& d) {
    const auto& label = d.node->label;
    const auto& words = d.words;
    auto to = words.empty() ? "" : words[0];
    const bool keeps_path = to.ends_with("{uri}");
    if (keeps_path)
      to.erase(to.size() - 5);
    else if (to.ends_with('/'))
      to.pop_back();
    if (!d.where.is_whole() || words.empty() || words.size() > 2 || d.where.sites.empty() ||
        (!keeps_path && std::count(to.begin(), to.end(), '/') != 2)) {
      draft_.unsupported(label, "only a whole host can be redirected, to another one, with the path of the request");
      return false;
    }
    if (!keeps_path)
      draft_.differs(label, "the requested path is appended to the target");
    const auto code = words.size() == 1 || words[1] == "temporary" ? "302" : words[1] == "permanent" ? "301" : words[1];
    bool any = false;
    for (const auto& site : d.where.sites)
      any |= redirect_host(site, to, code, label);
    return any;
  }

  bool redirect_host(const caddy_address& site, std::string to, const std::string& code, const std::string& label) {
    for (const auto& [holder, value] :
         {std::pair<std::string, std::string>{"{host}", site.host}, {"{scheme}", site.plain ? "http" : "https"}})
      if (const auto at = to.find(holder); at != std::string::npos)
        to.replace(at, holder.size(), value);
    if (site.plain && to == "https://" + site.host) { // a site with HTTPS for the host has this redirect anyway
      redirected_.insert(site.host);
      return true;
    }
    draft_.redirect(site.host, to, code, label);
    return true;
  }

  const std::vector<caddy_sites>& all_;
  label_draft draft_;
  caddy_matchers matchers_;
  std::string site_label_;
  std::set<std::string> redirected_; ///< hosts of the site whose plain HTTP is redirected to HTTPS
};

bool is_caddy_label(const std::string& label) { return !read_caddy_labels({{label, ""}}).empty(); }

} // namespace

conversions convert_caddy(const std::vector<foreign_service>& services, const convert_options& options) {
  conversions made;
  std::vector<caddy_sites> all;
  for (const auto& s : services)
    all.push_back(read_caddy_labels(s.labels));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].empty())
      made.push_back(caddy_reader{services[i], all}.read(all[i], options));
    note_container_labels(services[i], is_caddy_label, made);
  }
  return made;
}

} // namespace signalbox
