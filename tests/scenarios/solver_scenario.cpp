// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads scenarios for the solver alone, and tells what of them is above it.
#include "tests/scenarios/solver_scenario.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/target_platform.hpp"
#include "tests/scenarios/scenario_packages.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::resolver::test {
namespace {

std::string with_placeholders(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> k_values{{{"{py}", "3.11"},
                                                                                    {"{py+1}", "3.12"},
                                                                                    {"{py+2}", "3.13"},
                                                                                    {"{py-1}", "3.10"},
                                                                                    {"{py-2}", "3.9"},
                                                                                    {"{cp}", "311"},
                                                                                    {"{cp+1}", "312"},
                                                                                    {"{cp+2}", "313"},
                                                                                    {"{cp-1}", "310"},
                                                                                    {"{cp-2}", "39"},
                                                                                    {"{files}", "https://f.example"}}};
  for (const auto& [mark, value] : k_values) {
    for (auto place = text.find(mark); place != std::string::npos; place = text.find(mark, place + value.size())) {
      text.replace(place, mark.size(), value);
    }
  }
  return text;
}

spec::TargetPython scenario_python() {
  spec::TargetPython python = linux_python();
  python.platform.system = "linux";
  python.platform.machine = "x86_64";
  python.platform.libc = spec::LibC::glibc;
  python.platform.libc_major = 2;
  python.platform.libc_minor = 36;
  return python;
}

Error bad(const std::string& key) {
  return {ErrorCode::bad_configuration, format("{}: the solver's runner cannot read it", key)};
}

class Reader {
 public:
  explicit Reader(Scenario& scenario) : scenario_(scenario) {}

  Result<void> read(const TomlValue& file) {
    scenario_.problem.target = scenario_python();
    for (const auto& [key, value] : table_of(&file)) {
      if (key == "packages") {
        read_packages(value, scenario_);
      } else if (key == "root") {
        TRY(read_root(value));
      } else if (key == "environment") {
        for (const auto& [name, version] : text_table(value.find("installed"))) {
          scenario_.source.install(name, version);
        }
      } else if (key == "resolver_options") {
        TRY(read_options(value));
      } else if (key == "expected") {
        read_expected(value);
      } else if (key == "needs" || key == "known_fault") {
        scenario_.waiting = text_of(&value);
      } else if (key != "name" && key != "description" && key != "oracle") {
        return fail(bad(key));
      }
    }
    scenario_.problem.tags = spec::SupportedTags::of(scenario_.problem.target);
    add_exclusions();
    indexes_.emplace_back(k_main_index);
    scenario_.source.set_indexes(std::move(indexes_),
                                 scenario_.problem.options.index_strategy != IndexStrategy::first_index);
    return {};
  }

 private:
  void need(const std::string& what) { scenario_.above.insert(what); }

  /// A requirement of the user. One that the program refuses never reaches the solver.
  std::optional<GivenRequirement> given_of(const std::string& text) {
    auto parsed = spec::parse_requirement(text);
    if (!parsed) {
      need("requirements that are refused");
      return std::nullopt;
    }
    if (parsed->url) {
      need("URLs");
    }
    return GivenRequirement{.requirement = *std::move(parsed), .origin = {}};
  }

  void add_all(const TomlValue* texts, std::vector<GivenRequirement>& list) {
    for (const std::string& text : texts_of(texts)) {
      if (auto given = given_of(text)) {
        list.push_back(*std::move(given));
      }
    }
  }

  void add_scoped(const TomlValue* tables, const std::function<std::string(const std::string&)>& text_of_entry) {
    for (const TomlMember& member : table_of(tables)) {
      const auto pin = member.key.find("==");
      for (const std::string& text : texts_of(&member.value)) {
        ScopedOverride scoped{.parent = package_name(member.key.substr(0, pin))};
        if (pin != std::string::npos) {
          scoped.version = spec::Version::of(member.key.substr(pin + 2));
        }
        if (auto given = given_of(text_of_entry(text))) {
          scoped.given = *std::move(given);
          scenario_.problem.scoped_overrides.push_back(std::move(scoped));
        }
      }
    }
  }

  /// Who is excluded has one override, which never holds.
  void add_exclusions() {
    std::vector<GivenRequirement>& overrides = scenario_.problem.overrides;
    for (const std::string& name : excluded_) {
      GivenRequirement exclusion = given(never(name));
      std::erase_if(overrides, [&](const auto& own) { return own.requirement.name == exclusion.requirement.name; });
      overrides.push_back(std::move(exclusion));
    }
  }

  static std::string never(const std::string& name) { return name + " ; python_version < '0'"; }

  Result<void> read_root(const TomlValue& root) {
    Problem& problem = scenario_.problem;
    for (const auto& [key, value] : table_of(&root)) {
      if (key == "requires") {
        add_all(&value, problem.roots);
      } else if (key == "constraints") {
        add_all(&value, problem.constraints);
      } else if (key == "overrides") {
        add_all(&value, problem.overrides);
      } else if (key == "excludes") {
        excluded_ = texts_of(&value);
      } else if (key == "upgrade") {
        read_upgrades(value);
      } else if (key == "scoped_overrides") {
        add_scoped(&value, [](const std::string& text) { return text; });
      } else if (key == "scoped_excludes") {
        add_scoped(&value, never);
      } else if (key == "requires_python" || key == "optional" || key == "groups") {
        need("tables of a project");
      } else if (key == "sources") {
        need("explicit indexes");
      } else {
        return fail(bad("root." + key));
      }
    }
    return {};
  }

  /// `-P`: a bound is one for all that ask.
  void read_upgrades(const TomlValue& texts) {
    for (const std::string& text : texts_of(&texts)) {
      if (auto given = given_of(text)) {
        scenario_.problem.options.upgrade.names.push_back(given->requirement.name);
        if (!given->requirement.specifiers.empty()) {
          scenario_.problem.constraints.push_back(*std::move(given));
        }
      }
    }
  }

  Result<void> read_options(const TomlValue& options) {
    for (const auto& [key, value] : table_of(&options)) {
      if (!read_choice(key, value) && !read_names(key, value) && !read_target(key, value)) {
        return fail(bad("resolver_options." + key));
      }
    }
    return {};
  }

  bool read_choice(const std::string& key, const TomlValue& value) {
    static const std::map<std::string, ResolutionMode> k_resolutions{{"highest", ResolutionMode::highest},
                                                                     {"lowest", ResolutionMode::lowest},
                                                                     {"lowest-direct", ResolutionMode::lowest_direct}};
    static const std::map<std::string, IndexStrategy> k_strategies{
        {"first-index", IndexStrategy::first_index},
        {"unsafe-first-match", IndexStrategy::unsafe_first_match},
        {"unsafe-best-match", IndexStrategy::unsafe_best_match}};
    Options& chosen = scenario_.problem.options;
    if (key == "resolution") {
      chosen.resolution = k_resolutions.at(text_of(&value));
    } else if (key == "index_strategy") {
      chosen.index_strategy = k_strategies.at(text_of(&value));
    } else if (key == "prerelease") {
      chosen.prerelease.mode = prerelease_mode(text_of(&value));
    } else if (key == "prerelease_package") {
      for (const auto& [name, mode] : text_table(&value)) {
        chosen.prerelease.per_package.emplace_back(package_name(name), prerelease_mode(mode));
      }
    } else if (key == "upgrade") {
      chosen.upgrade.all = is_true(&value);
    } else if (key == "no_deps") {
      chosen.no_deps = is_true(&value);
    } else if (key == "no_build") {
      chosen.format.only_binary.all = is_true(&value);
    } else if (key == "exact") {
      scenario_.is_exact = is_true(&value);
    } else if (key == "reinstall") {
      need("installing anew what is there");
    } else {
      return false;
    }
    return true;
  }

  static PrereleaseMode prerelease_mode(const std::string& text) {
    static const std::map<std::string, PrereleaseMode> k_modes{
        {"disallow", PrereleaseMode::disallow},
        {"allow", PrereleaseMode::allow},
        {"if-necessary", PrereleaseMode::if_necessary},
        {"explicit", PrereleaseMode::explicit_only},
        {"if-necessary-or-explicit", PrereleaseMode::if_necessary_or_explicit}};
    return k_modes.at(text);
  }

  bool read_names(const std::string& key, const TomlValue& value) {
    FormatControl& format = scenario_.problem.options.format;
    if (key == "only_binary" || key == "no_binary") {
      for (const std::string& text : texts_of(&value)) {
        add_names(text, key == "no_binary" ? format.no_binary : format.only_binary);
      }
    } else if (key == "index") {
      for (const std::string& text : texts_of(&value)) {
        indexes_.push_back(text.substr(text.find('=') + 1));
      }
    } else if (key == "extra" || key == "group" || key == "all_extras") {
      need("tables of a project");
    } else {
      return false;
    }
    return true;
  }

  static void add_names(const std::string& text, NameSet& set) {
    for (const std::string_view part : split(text, ',')) {
      if (part == ":all:") {
        set.all = true;
      } else if (part == ":none:") {
        set = {};
      } else {
        set.names.push_back(package_name(part));
      }
    }
  }

  std::optional<UnixTime> cutoff_of(const std::string& text) {
    const auto time = text.contains('T') ? parse_rfc3339(text) : std::nullopt;
    if (!time) {
      need("dates in the words of people");
    }
    return time;
  }

  bool read_target(const std::string& key, const TomlValue& value) {
    ExcludeNewer& newer = scenario_.problem.options.exclude_newer;
    spec::TargetPython& target = scenario_.problem.target;
    if (key == "exclude_newer") {
      newer.cutoff = cutoff_of(text_of(&value));
    } else if (key == "exclude_newer_package") {
      for (const auto& [name, date] : text_table(&value)) {
        newer.per_package.emplace_back(package_name(name), date == "false" ? std::nullopt : cutoff_of(date));
      }
    } else if (key == "python_version") {
      target = spec::with_version(std::move(target), spec::Version::of(text_of(&value)));
    } else if (const auto platform =
                   key == "python_platform" ? spec::find_target_platform(text_of(&value)) : std::nullopt) {
      target = spec::with_platform(std::move(target), *platform);
    } else {
      return false;
    }
    return true;
  }

  void read_expected(const TomlValue& expected) {
    scenario_.is_satisfiable = is_true(expected.find("satisfiable"));
    scenario_.packages = text_table(expected.find("packages"));
    scenario_.wheels = text_table(expected.find("wheels"));
    const TomlValue* status = expected.find("status");
    if (status != nullptr && status->as_integer() != nullptr && *status->as_integer() == 2) {
      need("requests that are refused");
    }
  }

  Scenario& scenario_;
  Texts indexes_;
  Texts excluded_;
};

}  // namespace

Result<Scenario> read_scenario(const std::string& text, const std::string& id) {
  TRY_ASSIGN(const TomlValue file, parse_toml(with_placeholders(text), id));
  Scenario scenario;
  scenario.id = id;
  TRY(Reader(scenario).read(file));
  return scenario;
}

}  // namespace axle::resolver::test
