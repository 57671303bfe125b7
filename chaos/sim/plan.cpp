#include "chaos/sim/plan.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <toml++/toml.h>

namespace signalbox::sim {

namespace {

struct named {
  fault_kind kind;
  std::string_view name;
};
constexpr std::array kinds{
    named{fault_kind::fail, "fail"},
    named{fault_kind::lose_request, "lose-request"},
    named{fault_kind::lose_reply, "lose-reply"},
    named{fault_kind::delay, "delay"},
    named{fault_kind::truncate, "truncate"},
    named{fault_kind::conflict, "conflict"},
    named{fault_kind::throws, "throw"},
    named{fault_kind::garble, "garble"},
    named{fault_kind::lose_events, "lose-events"},
    named{fault_kind::delay_events, "delay-events"},
    named{fault_kind::repeat_events, "repeat-events"},
    named{fault_kind::shuffle_events, "shuffle-events"},
    named{fault_kind::cut_events, "cut-events"},
    named{fault_kind::storm, "storm"},
    named{fault_kind::slow_tasks, "slow-tasks"},
    named{fault_kind::fail_tasks, "fail-tasks"},
    named{fault_kind::half_die, "half-die"},
    named{fault_kind::slow_loads, "slow-loads"},
    named{fault_kind::fail_loads, "fail-loads"},
    named{fault_kind::false_report, "false-report"},
    named{fault_kind::kill, "kill"},
    named{fault_kind::crash, "crash"},
    named{fault_kind::restart_core, "restart-core"},
    named{fault_kind::swizzle, "swizzle"},
};

/// Reads the keys of a table, and records which keys are known.
class key_reader {
public:
  key_reader(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  template <class T>
  void read(std::string_view key, T& into) {
    known_.push_back(key);
    if (const auto* node = table_.get(key))
      into = value<T>(*node, key);
  }
  void seconds(std::string_view key, milliseconds& into) {
    double s = static_cast<double>(into.count()) / 1000;
    read(key, s);
    into = milliseconds(static_cast<std::int64_t>(s * 1000 + 0.5));
  }
  /// `[least, most]` in seconds.
  void range(std::string_view key, milliseconds& least, milliseconds& most) {
    known_.push_back(key);
    const auto* both = table_.get_as<toml::array>(key);
    if (!both && table_.contains(key))
      fail(key, "is not [least, most]");
    if (!both)
      return;
    const auto low = both->get(0) ? both->get(0)->value<double>() : std::nullopt;
    const auto high = both->get(1) ? both->get(1)->value<double>() : std::nullopt;
    if (both->size() != 2 || !low || !high || *low < 0 || *high < *low)
      fail(key, "is not [least, most] in seconds");
    least = milliseconds(static_cast<std::int64_t>(*low * 1000));
    most = milliseconds(static_cast<std::int64_t>(*high * 1000));
  }
  void allow(std::string_view key) { known_.push_back(key); }
  /// Throws if the table has an unknown key.
  void finish() const {
    for (const auto& [key, _] : table_)
      if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
        fail(key.str(), "is not known");
  }
  [[noreturn]] void fail(std::string_view key, const std::string& what) const {
    throw bad_plan(where_ + ": '" + std::string{key} + "' " + what);
  }

private:
  template <class T>
  T value(const toml::node& node, std::string_view key) const {
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      if (const auto v = node.value_exact<std::int64_t>(); v && *v >= 0)
        return static_cast<std::uint64_t>(*v);
    } else if (const auto v = node.value<T>()) {
      return *v;
    }
    fail(key, "has a value of the wrong type");
  }
  const toml::table& table_;
  std::string where_;
  std::vector<std::string_view> known_;
};

fault read_fault(const toml::table& table, std::string where, const plan& p) {
  key_reader k{table, std::move(where)};
  fault f;
  f.stop = p.fault_phase;
  std::string kind;
  k.read("kind", kind);
  const auto i = std::find_if(kinds.begin(), kinds.end(), [&](const named& n) { return n.name == kind; });
  if (i == kinds.end())
    k.fail("kind", "is not the name of a fault: " + kind);
  f.kind = i->kind;
  k.read("where", f.where);
  k.read("call", f.call);
  k.seconds("start", f.start);
  k.seconds("stop", f.stop);
  k.read("probability", f.probability);
  k.range("takes", f.least, f.most);
  k.range("every", f.every_least, f.every_most);
  k.read("amount", f.amount);
  k.finish();
  if (f.stop > p.fault_phase || f.start >= f.stop)
    k.fail("stop", "has to lie between `start` and the plan's `seconds`");
  return f;
}

} // namespace

plan read_plan(std::string_view text, const std::string& name) try {
  const auto file = toml::parse(text, std::string_view{name});
  plan p;
  p.name = name;
  key_reader k{file, name};
  k.read("about", p.about);
  k.seconds("seconds", p.fault_phase);
  k.read("applications", p.applications);
  k.read("replicas", p.replicas);
  k.read("poisoned", p.poisoned);
  k.range("changes", p.every_least, p.every_most);
  k.read("steps_per_millisecond", p.steps_per_millisecond);
  k.read("pushed", p.pushed);
  k.read("agents", p.agents);
  k.read("agent_unsupported", p.agent_unsupported);
  k.read("unaffected", p.unaffected);
  k.allow("fault");
  k.finish();
  const toml::array none;
  const auto* faults = file.get_as<toml::array>("fault");
  for (const auto& node : faults ? *faults : none) {
    const auto where = name + ", fault " + std::to_string(p.faults.size() + 1);
    if (!node.is_table())
      throw bad_plan(where + " is not a table");
    p.faults.push_back(read_fault(*node.as_table(), where, p));
    p.faults.back().number = p.faults.size();
  }
  return p;
} catch (const toml::parse_error& e) {
  throw bad_plan(name + ": line " + std::to_string(e.source().begin.line) + ": " + std::string{e.description()});
}

plan load_plan(const std::string& path) {
  std::ifstream in{path};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.good() && text.empty())
    throw bad_plan(path + " cannot be read");
  return read_plan(text, std::filesystem::path{path}.stem());
}

std::string_view name_of(fault_kind kind) {
  for (const auto& n : kinds)
    if (n.kind == kind)
      return n.name;
  return "?";
}

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*'))
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern.empty() || pattern == name;
}

} // namespace signalbox::sim
