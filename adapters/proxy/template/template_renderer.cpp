#include "adapters/proxy/template/template_renderer.hpp"

#include "adapters/json/route_json.hpp"

#include <cstring>
#include <memory>

extern "C" { // the header does not declare it
#include <libjsonnet.h>
}

namespace signalbox {

namespace {

constexpr unsigned deepest_stack = 500, longest_trace = 5; // the first position is reported

using machine = std::unique_ptr<JsonnetVm, decltype(&jsonnet_destroy)>;

/// Imports fail, whatever file they name.
char* no_import(void* vm, const char*, const char* wanted, char**, int* success) {
  *success = 0;
  const auto why = "a template cannot import anything: " + printable(wanted);
  auto* text = jsonnet_realloc(static_cast<JsonnetVm*>(vm), nullptr, why.size() + 1);
  std::memcpy(text, why.c_str(), why.size() + 1);
  return text;
}

machine make_machine() {
  machine vm{jsonnet_make(), jsonnet_destroy};
  jsonnet_max_stack(vm.get(), deepest_stack);
  jsonnet_max_trace(vm.get(), longest_trace);
  jsonnet_string_output(vm.get(), 1);
  jsonnet_import_callback(vm.get(), no_import, vm.get());
  return vm;
}

/// `RUNTIME ERROR: WHAT\n\tNAME:3:5-9\t…` and `STATIC ERROR: NAME:3:5: WHAT`, with position and reason apart.
problem problem_in(const std::string& name, std::string words) {
  const auto kind = words.find(": ");
  auto what = kind == words.npos ? words : words.substr(kind + 2);
  const auto end = std::min(what.find('\n'), what.size());
  auto rest = what.substr(end);
  what.resize(end);
  std::string position = name;
  for (auto* text : {&what, &rest})
    if (const auto at = text->find(name + ':'); at != text->npos) {
      const auto after = text->find_first_not_of("0123456789:-()", at + name.size());
      position = text->substr(at, std::min(after, text->size()) - at);
      if (text == &what)
        what = what.substr(std::min(what.find_first_not_of(": ", at + position.size()), what.size()));
      break;
    }
  while (position.ends_with(':'))
    position.pop_back();
  return {severity::error, "", "template " + printable(position), printable(what, 500),
          "the last good configuration serves on; signalbox render tries a template without a Swarm"};
}

} // namespace

renderer template_renderer(std::string name, std::string text) {
  return [name = std::move(name), text = std::move(text)](const route_table& routes,
                                                          const cluster_settings& cluster) -> render_result {
    const auto vm = make_machine();
    const auto argument = routes_to_json(routes, cluster, json_fields::detail::all);
    jsonnet_tla_code(vm.get(), "routes",
                     argument.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace).c_str());
    int failed = 0;
    auto* output = jsonnet_evaluate_snippet(vm.get(), name.c_str(), text.c_str(), &failed);
    std::string words = output;
    jsonnet_realloc(vm.get(), output, 0);
    if (failed)
      return render_failed{{problem_in(name, words)}};
    words.resize(words.size() - 1); // Jsonnet's own line feed
    return rendered_text{std::move(words), {}};
  };
}

} // namespace signalbox
