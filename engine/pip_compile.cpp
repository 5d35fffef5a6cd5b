// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves without an environment, and adds what a requirements file says of each package.
#include "engine/pip_compile.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "engine/direct_wheel.hpp"
#include "engine/known_environment.hpp"
#include "engine/lock_compile.hpp"
#include "engine/pin_selection.hpp"
#include "project/pylock_file.hpp"

namespace axle::engine {
namespace {

using resolver::GivenRequirement;
using resolver::ResolvedPackage;

void sort_once(std::vector<Hash>& hashes) {
  std::ranges::sort(hashes);
  const auto repeated = std::ranges::unique(hashes);
  hashes.erase(repeated.begin(), repeated.end());
}

bool has_secure(const std::vector<Hash>& hashes) {
  return std::ranges::any_of(hashes, [](const Hash& hash) { return is_secure(hash.algorithm); });
}

/// What stands in files for the packages of an answer.
class Annotator {
 public:
  Annotator(const CollectedInputs& collected, const spec::MarkerEnvironment& markers)
      : collected_(collected), markers_(markers) {}

  /// Constraints, overrides, files, projects; each kind sorted.
  [[nodiscard]] std::vector<std::string> given_by(const spec::PackageName& name) const {
    std::vector<std::string> labels;
    std::set<std::string> constraints = origins_of(name, collected_.inputs.constraints, IfUnbound::left_out);
    constraints.erase(std::string(k_upgrade_origin));  // a wish of one run, which the header does not repeat either
    add(labels, constraints, "-c ");
    add(labels, origins_of(name, collected_.inputs.overrides, IfUnbound::told), "--override ");
    std::set<std::string> files;
    std::set<std::string> projects;
    for (const std::string& origin : origins_of(name, collected_.inputs.roots, IfUnbound::told)) {
      const auto label = label_of_project(origin);
      (label ? projects : files).insert(label.value_or(origin));
    }
    add(labels, files, "-r ");
    add(labels, projects, "");
    return labels;
  }

 private:
  /// What becomes of a requirement that allows every version.
  enum class IfUnbound : std::uint8_t { told, left_out };

  static void add(std::vector<std::string>& labels, const std::set<std::string>& texts, std::string_view prefix) {
    for (const std::string& text : texts) {
      labels.push_back(format("{}{}", prefix, text));
    }
  }

  [[nodiscard]] std::set<std::string> origins_of(const spec::PackageName& name,
                                                 const std::vector<GivenRequirement>& list, IfUnbound unbound) const {
    std::set<std::string> origins;
    for (const auto& [requirement, origin, is_installed] : list) {
      const bool binds = requirement.url || !requirement.specifiers.empty() || unbound == IfUnbound::told;
      if (requirement.name == name && binds && !origin.empty() && requirement.marker.evaluate(markers_)) {
        origins.insert(origin);
      }
    }
    return origins;
  }

  /// A project says its name; `origin` is its file, or `FILE:GROUP`.
  [[nodiscard]] std::optional<std::string> label_of_project(const std::string& origin) const {
    for (const auto& [file, project] : collected_.projects) {
      if (origin == file || origin.starts_with(file + ":")) {
        return project.empty() ? format("({})", origin) : format("{} ({})", project, origin);
      }
    }
    return std::nullopt;
  }

  const CollectedInputs& collected_;
  const spec::MarkerEnvironment& markers_;
};

class CompileRun {
 public:
  CompileRun(const CollectedInputs& collected, const CompileOptions& options, const spec::TargetPython& target,
             Session& session)
      : collected_(collected), options_(options), target_(target), session_(session) {}

  Result<CompileAnswer> run(std::vector<resolver::Preference> pins) {
    resolution_.emplace(collected_.inputs,
                        ResolutionScope{.options = options_.resolver,
                                        .indexes = options_.indexes,
                                        .refresh = options_.refresh,
                                        .target = target_,
                                        .installed = {nothing_, [](const spec::PackageName&) { return false; }},
                                        .preferences = std::move(pins)},
                        session_);
    TRY_ASSIGN(resolver::Outcome outcome, resolution_->run());
    if (auto* proof = std::get_if<resolver::NoSolution>(&outcome)) {
      return std::move(*proof);
    }
    return complete(std::get<resolver::Resolution>(std::move(outcome)));
  }

 private:
  Result<CompileAnswer> complete(resolver::Resolution resolution) {
    const Annotator annotator(collected_, target_.markers);
    Compiled answer;
    if (options_.tells_environment) {
      answer.environment = describe_known_environment(collected_.inputs, resolution, target_.markers);
    }
    std::vector<CompiledPackage>& compiled = answer.packages;
    for (ResolvedPackage& package : resolution.packages) {
      CompiledPackage done;
      done.given_by = annotator.given_by(package.name);
      done.is_relative =
          package.direct_url && collected_.relative.contains(package.direct_url->without_fragment().to_request());
      if (!package.files.empty()) {
        done.index = options_.indexes.locations[package.files.front().listed.index_id].url.without_credentials();
      }
      done.package = std::move(package);
      compiled.push_back(std::move(done));
    }
    if (options_.generate_hashes) {
      TRY(add_hashes(compiled));
    }
    if (options_.lists_files) {
      TRY(add_files(compiled));
    }
    return answer;
  }

  Result<void> add_hashes(std::vector<CompiledPackage>& compiled) {
    std::vector<CompiledPackage*> unknown;
    for (CompiledPackage& done : compiled) {
      TRY_ASSIGN(done.hashes, known_hashes(done.package));
      sort_once(done.hashes);
      if (!has_secure(done.hashes)) {
        unknown.push_back(&done);
      }
    }
    TRY_ASSIGN(const auto fetched, fetch_hashes(unknown));
    for (std::size_t i = 0; i < fetched.size(); ++i) {
      unknown[i]->hashes = {fetched[i].hash};
    }
    return {};
  }

  Result<void> add_files(std::vector<CompiledPackage>& compiled) {
    const resolver::Problem& problem = resolution_->problem();
    std::vector<CompiledPackage*> unknown;
    for (CompiledPackage& done : compiled) {
      if (done.package.direct_url) {
        TRY_ASSIGN(done.hashes, known_hashes(done.package));
        sort_once(done.hashes);
        if (!has_secure(done.hashes)) {
          unknown.push_back(&done);
        }
        continue;
      }
      TRY_ASSIGN(LockableFiles lockable, find_lockable_files(done.package, problem));
      done.files = std::move(lockable.files);
      if (lockable.chosen && !has_secure(done.files[*lockable.chosen].hashes)) {
        unknown.push_back(&done);
      }
    }
    TRY_ASSIGN(const auto fetched, fetch_hashes(unknown));
    for (std::size_t i = 0; i < fetched.size(); ++i) {
      add_hash(*unknown[i], fetched[i]);
    }
    for (CompiledPackage& done : compiled) {
      std::erase_if(done.files, [](const spec::IndexFile& file) { return !has_secure(file.hashes); });
    }
    return {};
  }

  /// Of all files: whoever installs this may have another platform.
  [[nodiscard]] Result<std::vector<Hash>> known_hashes(const ResolvedPackage& package) const {
    if (package.direct_url) {
      return read_direct_hashes(*package.direct_url, promised_hashes(*package.direct_url));
    }
    std::vector<Hash> hashes;
    for (const resolver::FileRange& range : package.files) {
      for (std::size_t file = range.first; file < range.last; ++file) {
        TRY_ASSIGN(const spec::IndexFile full, range.listed.page->read_file(file));
        std::ranges::copy_if(full.hashes, std::back_inserter(hashes),
                             [](const Hash& hash) { return is_secure(hash.algorithm); });
      }
    }
    return hashes;
  }

  struct FetchedHash {
    std::string file_name;
    Hash hash;
  };

  static void add_hash(CompiledPackage& done, const FetchedHash& fetched) {
    if (done.package.direct_url) {
      done.hashes.push_back(fetched.hash);
      sort_once(done.hashes);
    }
    for (spec::IndexFile& file : done.files) {
      if (file.file_name == fetched.file_name) {
        file.hashes.push_back(fetched.hash);
        sort_once(file.hashes);
      }
    }
  }

  /// No index says what the file is: the one that would be installed is fetched.
  Result<std::vector<FetchedHash>> fetch_hashes(const std::vector<CompiledPackage*>& unknown) {
    std::vector<FetchedHash> hashes;
    if (unknown.empty()) {
      return hashes;
    }
    resolver::Resolution wanted;
    for (const CompiledPackage* done : unknown) {
      wanted.packages.push_back(done->package);
    }
    InstallOptions install;
    install.indexes = options_.indexes;
    TRY_ASSIGN(const auto pins, select_pins(wanted, resolution_->problem(), resolution_->inputs(), install));
    fetch::WheelSupply supply = session_.make_wheel_supply(options_.refresh);
    std::size_t fetched = 0;
    TRY_ASSIGN(const auto wheels, supply.obtain_all(pins, session_.sinks().stop, fetched));
    for (std::size_t i = 0; i < wheels.size(); ++i) {
      hashes.push_back({.file_name = pins[i].file_name,
                        .hash = {.algorithm = HashAlgorithm::sha256, .hex = to_hex(wheels[i].archive_digest)}});
    }
    return hashes;
  }

  const CollectedInputs& collected_;
  const CompileOptions& options_;
  const spec::TargetPython& target_;
  Session& session_;
  venv::Installed nothing_;
  std::optional<InputResolution> resolution_;
};

/// Otherwise the only way out would seem to be to delete the file.
constexpr const char* k_way_out = "repair it to keep its pins; with `--upgrade` it is written anew, whatever it holds";

/// The file that is written may be new, or a device or a pipe, where nothing is kept.
Result<bool> holds_pins(const std::string& file, const project::RequirementsContext& context) {
  TRY_ASSIGN(const auto status, status_of(absolute_path(file, context.working_directory)));
  return status && status->kind == FileKind::regular;
}

}  // namespace

Result<std::vector<resolver::Preference>> read_pins(const std::string& file,
                                                    const project::RequirementsContext& context,
                                                    const spec::TargetPython& target) {
  std::vector<resolver::Preference> pins;
  TRY_ASSIGN(const bool there, holds_pins(file, context));
  if (!there) {
    return pins;
  }
  const auto read = project::read_requirements_file(file, context);
  if (!read) {
    return fail(read.error().clone().with_hint(k_way_out));
  }
  for (const project::RequirementEntry& entry : read->requirements) {
    const auto* requirement = std::get_if<spec::Requirement>(&entry.what);
    if (requirement == nullptr || !requirement->marker.evaluate(target.markers)) {
      continue;
    }
    if (const auto version = requirement->specifiers.pinned()) {
      pins.push_back({.name = requirement->name, .version = *version});
    }
  }
  return pins;
}

Result<std::vector<resolver::Preference>> read_locked_pins(const std::string& file,
                                                           const project::RequirementsContext& context,
                                                           const spec::TargetPython& target) {
  std::vector<resolver::Preference> pins;
  TRY_ASSIGN(const bool there, holds_pins(file, context));
  if (!there) {
    return pins;
  }
  auto lock = project::read_pylock(file, context);
  if (!lock) {
    return fail(std::move(lock).error().with_hint(k_way_out));
  }
  for (const project::LockedPackage& package : lock->packages) {
    if (package.version && package.marker.evaluate(target.markers)) {
      pins.push_back({.name = package.name, .version = *package.version});
    }
  }
  return pins;
}

Result<CompileAnswer> run_pip_compile(const CollectedInputs& collected, const CompileOptions& options,
                                      const spec::TargetPython& target, std::vector<resolver::Preference> pins,
                                      Session& session) {
  return CompileRun(collected, options, target, session).run(std::move(pins));
}

}  // namespace axle::engine
