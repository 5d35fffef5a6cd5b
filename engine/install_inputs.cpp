// SPDX-License-Identifier: MIT OR Apache-2.0
// Collects inputs in the order in which they were given.
#include "engine/install_inputs.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "engine/requirement_files.hpp"
#include "engine/scoped_inputs.hpp"
#include "project/pyproject.hpp"
#include "project/requirements_file.hpp"

namespace axle::engine {
namespace {

using project::RequirementEntry;
using project::UnsupportedReference;
using project::WheelReference;

class InputCollector {
 public:
  InputCollector(const InputRequest& request, Session& session)
      : request_(request), context_(make_requirements_context(request, session)), session_(session) {}

  Result<CollectedInputs> collect() {
    if (!request_.missing.empty() && request_.packages.empty() && request_.requirement_files.empty() &&
        request_.editables.empty() && request_.groups.empty()) {
      return fail(
          Error(ErrorCode::usage, format("the following required arguments were not provided: {}", request_.missing))
              .with_hint(format("run `axle help pip {}` to see the arguments", request_.command)));
    }
    const bool has_extras = !request_.extras.empty() || request_.all_extras;
    if (has_extras && std::ranges::none_of(request_.requirement_files, project::is_pyproject)) {
      const std::string_view source = request_.command == "install" ? " or a lock, given with `-r`"
                                      : request_.command == "sync"  ? " or a lock"
                                                                    : "";
      return fail(Error(ErrorCode::usage, format("`--extra` and `--all-extras` need a `pyproject.toml`{}", source))
                      .with_hint("write extras of a package as `package[extra]`"));
    }
    for (const std::string& text : request_.packages) {
      TRY_ASSIGN(const RequirementEntry entry, project::parse_requirement_argument(text, context_));
      TRY(add_root(entry));
    }
    for (const std::string& text : request_.editables) {
      TRY_ASSIGN(const RequirementEntry entry, project::parse_editable_argument(text, context_));
      TRY(add_root(entry));
    }
    TRY(add_files());
    TRY(add_groups());
    for (const spec::Requirement& bound : request_.upgrade_bounds) {
      collected_.inputs.constraints.push_back({.requirement = bound, .origin = std::string(k_upgrade_origin)});
    }
    TRY(add_settled(request_.constraints, GivenAs::constraint));
    TRY(add_settled(request_.overrides, GivenAs::replacement));
    TRY(add_exclusions());
    if (!request_.verify_hashes && !collected_.require_hashes) {
      collected_.hashes.clear();
    }
    return std::move(collected_);
  }

 private:
  Result<void> add_root(const RequirementEntry& entry) { return add(entry, GivenAs::requirement); }

  std::vector<resolver::GivenRequirement>& list_of(GivenAs given_as) {
    switch (given_as) {
      case GivenAs::requirement:
        return collected_.inputs.roots;
      case GivenAs::constraint:
        return collected_.inputs.constraints;
      case GivenAs::replacement:
        break;
    }
    return collected_.inputs.overrides;
  }

  /// What cannot be installed is refused here, unless it may turn out that nobody wants it.
  Result<void> add(const RequirementEntry& entry, GivenAs given_as) {
    const bool is_wanted = given_as == GivenAs::requirement;
    if (given_as == GivenAs::constraint) {
      TRY(check_constraint(entry));
    }
    if (const auto* reference = std::get_if<UnsupportedReference>(&entry.what)) {
      if (is_wanted ? reference->marker.is_always() : !reference->name) {
        return refuse_unsupported(*reference);
      }
      collected_.unsupported.push_back({*reference, given_as});
      return {};
    }
    spec::Requirement requirement;
    if (const auto* wheel = std::get_if<WheelReference>(&entry.what)) {
      auto named = requirement_of(*wheel);
      if (!named) {
        return fail(at_line_of(entry, std::move(named).error()));
      }
      requirement = std::move(*named);
    } else {
      requirement = std::get<spec::Requirement>(entry.what);
    }
    if (is_wanted && requirement.url && requirement.marker.is_always()) {
      if (auto wheel = read_direct_wheel(requirement); !wheel) {
        return fail(with_way_to_file(entry, std::move(wheel).error()));
      }
    }
    if (entry.is_relative && requirement.url) {
      collected_.relative.insert(requirement.url->without_fragment().to_request());
    }
    if (!entry.hashes.empty()) {
      collected_.hashes.push_back({requirement.name, requirement.marker, entry.hashes, given_as});
    }
    list_of(given_as).push_back({.requirement = std::move(requirement), .origin = entry.origin});
    return {};
  }

  static Result<void> check_constraint(const RequirementEntry& entry) {
    const auto* reference = std::get_if<UnsupportedReference>(&entry.what);
    return reference == nullptr || reference->name
               ? Result<void>()
               : fail(at_line_of(
                     entry, Error(ErrorCode::bad_requirement, format("a constraint names a package, and `{}` does not",
                                                                     to_printable(redact_urls(reference->text))))));
  }

  /// pip and uv look in the working folder.
  static Error with_way_to_file(const RequirementEntry& entry, Error error) {
    const bool is_own = !entry.is_relative || entry.origin.empty() || !entry.origin.contains('/');
    return is_own || error.code() != ErrorCode::not_found
               ? std::move(error)
               : at_line_of(entry, std::move(error).with_hint(format(
                                       "a relative path in `{}` is seen from the folder of that file, not from the "
                                       "working folder",
                                       to_printable(entry.origin))));
  }

  static Error at_line_of(const RequirementEntry& entry, Error error) {
    return entry.line == 0 ? std::move(error) : std::move(error).with_place({entry.origin, entry.line, 0});
  }

  static Result<spec::Requirement> requirement_of(const WheelReference& reference) {
    TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(reference.file_name));
    return spec::Requirement{.name = name.name,
                             .extras = reference.extras,
                             .specifiers = {},
                             .url = reference.url,
                             .marker = reference.marker};
  }

  Result<void> add_files() {
    for (const std::string& file : request_.requirement_files) {
      if (project::is_pyproject(file)) {
        TRY(add_pyproject(file));
        continue;
      }
      TRY_ASSIGN(const auto parsed, read_requirements(file, context_, session_));
      TRY(add_file(parsed, GivenAs::requirement));
    }
    for (const std::string& file : request_.constraint_files) {
      TRY(check_list(file, "constraints"));
      TRY_ASSIGN(const auto parsed, read_requirements(file, context_, session_));
      TRY(add_file(parsed, GivenAs::constraint));
    }
    for (const std::string& file : request_.build_constraint_files) {
      TRY(check_list(file, "build constraints"));
      TRY_ASSIGN(const auto parsed, read_requirements(file, context_, session_));
      for (const RequirementEntry& entry : parsed.requirements) {
        TRY(check_constraint(entry));
      }
    }
    for (const std::string& file : request_.override_files) {
      TRY(check_list(file, "overrides"));
      TRY_ASSIGN(const auto parsed, read_requirements(file, context_, session_));
      TRY(add_file(parsed, GivenAs::replacement));
    }
    return {};
  }

  Result<void> add_settled(const std::vector<SettledRequirement>& settled, GivenAs given_as) {
    for (const SettledRequirement& one : settled) {
      if (one.scope) {
        TRY_ASSIGN(auto scoped, read_scoped_override(one));
        collected_.inputs.scoped_overrides.push_back(std::move(scoped));
        continue;
      }
      auto entry = project::parse_requirement_argument(one.text, context_);
      if (!entry) {
        return fail(std::move(entry).error().with_place(one.place));
      }
      entry->origin = one.place.file;
      entry->line = one.place.line;
      TRY(add(*entry, given_as));
    }
    return {};
  }

  /// Constraints and options count in whatever file they stand.
  Result<void> add_file(const project::RequirementsFile& file, GivenAs given_as) {
    for (const RequirementEntry& entry : file.requirements) {
      TRY(add(entry, given_as));
    }
    for (const RequirementEntry& entry : file.constraints) {
      TRY(add(entry, GivenAs::constraint));
    }
    return add_options(file);
  }

  /// An excluded package is one whose override never holds; only the names in the files count.
  Result<void> add_exclusions() {
    for (const std::string& file : request_.exclude_files) {
      TRY(check_list(file, "exclusions"));
      TRY_ASSIGN(const auto parsed, project::read_requirements_file(file, context_));
      for (const RequirementEntry& entry : parsed.requirements) {
        const auto* requirement = std::get_if<spec::Requirement>(&entry.what);
        if (requirement == nullptr) {
          return fail(at_line_of(entry, Error(ErrorCode::bad_requirement, "only names can be excluded")));
        }
        exclude(requirement->name, entry.origin);
      }
    }
    for (const SettledRequirement& one : request_.exclusions) {
      if (one.scope) {
        TRY_ASSIGN(auto scoped, read_scoped_exclusion(one));
        collected_.inputs.scoped_overrides.push_back(std::move(scoped));
        continue;
      }
      auto name = spec::PackageName::parse(one.text);
      if (!name) {
        return fail(std::move(name).error().with_place(one.place));
      }
      exclude(*name, one.place.file);
    }
    return {};
  }

  void exclude(const spec::PackageName& name, const std::string& origin) {
    InstallInputs& inputs = collected_.inputs;
    const auto names_it = [&name](const auto& other) { return other.requirement.name == name; };
    std::erase_if(inputs.roots, names_it);
    std::erase_if(inputs.overrides, names_it);
    inputs.overrides.push_back({.requirement = make_unwanted(name), .origin = origin});
  }

  Result<void> add_options(const project::RequirementsFile& file) {
    TRY(add_indexes(file, collected_.indexes));
    collected_.no_binary.insert(collected_.no_binary.end(), file.no_binary.begin(), file.no_binary.end());
    collected_.only_binary.insert(collected_.only_binary.end(), file.only_binary.begin(), file.only_binary.end());
    collected_.require_hashes = collected_.require_hashes || file.require_hashes;
    collected_.allow_prereleases = collected_.allow_prereleases || file.pre;
    return {};
  }

  Result<void> add_requirements(const std::vector<spec::Requirement>& requirements, const std::string& origin) {
    for (const spec::Requirement& requirement : requirements) {
      TRY(add_root({.what = requirement, .hashes = {}, .origin = origin}));
    }
    return {};
  }

  /// A list of requirements in a pyproject.toml.
  struct ProjectPart {
    const std::vector<spec::Requirement>& requirements;
    std::string origin;
    std::optional<spec::ExtraName> extra{};
    std::optional<spec::GroupName> group{};
  };

  /// A package that the project takes from elsewhere must not come from an index under the same name.
  Result<void> add_of_project(const project::Pyproject& pyproject, const ProjectPart& part) {
    for (const spec::Requirement& requirement : part.requirements) {
      const auto source = pyproject.sources.find(requirement.name);
      if (source == pyproject.sources.end() || ignores_sources_of(requirement.name)) {
        continue;
      }
      if (source->second.is_elsewhere) {
        return fail(ErrorCode::unsupported_source,
                    format("`{}` of `{}` has an entry in its `sources` table: only what comes from the indexes is "
                           "installed for a project so far",
                           requirement.name.text(), to_printable(part.origin)));
      }
      add_index_sources(requirement, source->second, part);
    }
    return add_requirements(part.requirements, part.origin);
  }

  [[nodiscard]] bool ignores_sources_of(const spec::PackageName& name) const {
    return request_.no_sources || std::ranges::find(request_.without_sources, name) != request_.without_sources.end();
  }

  void add_index_sources(const spec::Requirement& requirement, const project::PackageSource& source,
                         const ProjectPart& part) {
    for (const project::IndexSource& index : source.indexes) {
      const bool is_meant = (!index.extra || index.extra == part.extra) && (!index.group || index.group == part.group);
      if (is_meant) {
        collected_.sources.push_back({.name = requirement.name, .asked_for = requirement.marker, .source = index});
      }
    }
  }

  Result<void> add_pyproject(const std::string& file) {
    TRY_ASSIGN(const project::Pyproject pyproject, project::read_pyproject(file, context_));
    note_project(file, pyproject);
    if (pyproject.dynamic_dependencies) {
      return needs_build(file, "dependencies");
    }
    TRY(add_of_project(pyproject, {.requirements = pyproject.dependencies, .origin = file}));
    for (const auto& [extra, requirements] : pyproject.optional_dependencies) {
      if (request_.all_extras || wants_extra(extra)) {
        TRY(add_of_project(pyproject, {.requirements = requirements, .origin = file, .extra = extra}));
      }
    }
    return check_extras(pyproject, file);
  }

  void note_project(const std::string& file, const project::Pyproject& pyproject) {
    collected_.projects[file] = pyproject.name ? pyproject.name->text() : std::string();
  }

  static std::unexpected<Error> needs_build(const std::string& file, std::string_view what) {
    return fail(ErrorCode::unsupported_source,
                format("only wheels are installed so far, and the {} of `{}` are dynamic: only a build could tell them",
                       what, to_printable(file)));
  }

  [[nodiscard]] bool wants_extra(const spec::ExtraName& extra) const {
    return std::ranges::any_of(request_.extras,
                               [&](const std::string& text) { return spec::normalize_name(text) == extra.text(); });
  }

  Result<void> check_extras(const project::Pyproject& pyproject, const std::string& file) const {
    const bool has_extras = !request_.extras.empty() || request_.all_extras;
    if (has_extras && pyproject.dynamic_optional_dependencies) {
      return needs_build(file, "extras");
    }
    for (const std::string& text : request_.extras) {
      const auto extra = spec::ExtraName::parse(text);
      if (!extra || !pyproject.optional_dependencies.contains(*extra)) {
        return fail(ErrorCode::bad_configuration, format("`{}` has no extra `{}`", file, to_printable(text)));
      }
    }
    return {};
  }

  Result<void> add_groups() {
    for (const std::string& text : request_.groups) {
      const std::size_t colon = text.rfind(':');
      const std::string file = colon == std::string::npos ? request_.project_file : text.substr(0, colon);
      TRY_ASSIGN(const auto group, spec::GroupName::parse(colon == std::string::npos ? text : text.substr(colon + 1)));
      TRY_ASSIGN(const project::Pyproject pyproject, project::read_pyproject(file, context_));
      note_project(file, pyproject);
      if (!pyproject.groups.contains(group)) {
        return fail(ErrorCode::bad_configuration, format("`{}` has no dependency group `{}`", file, group.text()));
      }
      const auto requirements = project::requirements_of_group(pyproject, group);
      TRY(add_of_project(
          pyproject, {.requirements = requirements, .origin = format("{}:{}", file, group.text()), .group = group}));
    }
    return {};
  }

  const InputRequest& request_;
  project::RequirementsContext context_;
  Session& session_;
  CollectedInputs collected_;
};

/// `:all:`, `:none:` (forgets what files said before) and names, joined to what the command line says. The values were
/// checked where they were read.
void add_names(const std::vector<std::string>& values, resolver::NameSet& given) {
  resolver::NameSet set;
  for (const std::string& value : values) {
    for (const std::string_view part : split(value, ',')) {
      if (part == ":all:") {
        set.all = true;
      } else if (part == ":none:") {
        set = {};
      } else if (auto name = spec::PackageName::parse(trim(part))) {
        set.names.push_back(std::move(*name));
      }
    }
  }
  given.all = given.all || set.all;
  given.names.insert(given.names.end(), set.names.begin(), set.names.end());
}

}  // namespace

Result<CollectedInputs> collect_inputs(const InputRequest& request, Session& session) {
  return InputCollector(request, session).collect();
}

void apply_file_options(const CollectedInputs& collected, InstallOptions& options) {
  add_names(collected.no_binary, options.resolver.format.no_binary);
  add_names(collected.only_binary, options.resolver.format.only_binary);
  options.require_hashes = options.require_hashes || collected.require_hashes;
  if (collected.allow_prereleases && options.resolver.prerelease.mode == resolver::PrereleaseMode::if_necessary) {
    options.resolver.prerelease.mode = resolver::PrereleaseMode::allow;
  }
}

}  // namespace axle::engine
