// SPDX-License-Identifier: MIT OR Apache-2.0
// From a lock to pinned artifacts.
#include "engine/lock_install.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "base/url_tokens.hpp"
#include "engine/pin_selection.hpp"
#include "engine/requirement_files.hpp"
#include "project/pylock_file.hpp"
#include "resolver/format_control.hpp"
#include "spec/dist_name.hpp"
#include "spec/tag.hpp"

namespace axle::engine {
namespace {

using project::LockedArchive;
using project::LockedDirectory;
using project::LockedDistributions;
using project::LockedFile;
using project::LockedPackage;
using project::LockedRepository;

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::usage, std::move(message));
}

/// Everything that takes part in a resolution: a lock has been resolved already.
Result<void> check_alone(const InputRequest& request, const std::string& lock) {
  const std::string name = format("`{}`", to_printable(redact_urls(lock)));
  if (request.requirement_files.size() > 1 || !request.packages.empty() || !request.editables.empty()) {
    return refuse(format("nothing else can be asked for beside the lock file {}", name));
  }
  const std::string_view chosen_by = !request.constraint_files.empty() ? "constraints"
                                     : !request.override_files.empty() ? "overrides"
                                     : !request.exclude_files.empty()  ? "exclusions"
                                                                       : "";
  if (!chosen_by.empty()) {
    return refuse(format("{} cannot be used with the lock file {}, whose versions are fixed", chosen_by, name));
  }
  for (const std::string& group : request.groups) {
    if (group.contains(':')) {
      return refuse(
          format("`--group {}` is of a project, and cannot be used with the lock file {}", to_printable(group), name));
    }
  }
  return {};
}

/// A wheel that fits.
struct RankedWheel {
  const LockedFile* file = nullptr;
  std::uint32_t tag = 0;
  std::optional<spec::BuildTag> build;
};

bool is_better(const RankedWheel& a, const RankedWheel& b) {
  if (a.tag != b.tag) {
    return a.tag < b.tag;
  }
  if (a.build != b.build) {
    return b.build < a.build;  // higher builds first, a build before none
  }
  return a.file->file_name < b.file->file_name;
}

class LockSelection {
 public:
  LockSelection(const LockedInputs& inputs, const InstallOptions& options, const spec::TargetPython& python,
                WarningSink& warnings)
      : inputs_(inputs), options_(options), tags_(spec::SupportedTags::of(python)), warnings_(warnings) {}

  [[nodiscard]] Result<spec::PinnedArtifact> select(const LockedPackage& package) const {
    return std::visit([&](const auto& source) { return select_from(package, source); }, package.source);
  }

 private:
  [[nodiscard]] Result<spec::PinnedArtifact> select_from(const LockedPackage& package,
                                                         const LockedDistributions& distributions) const {
    if (distributions.wheels.empty()) {
      return needs_build(package, "has only a source distribution");
    }
    if (!resolver::takes_wheels(options_.resolver.format, package.name)) {
      return needs_build(package, "has wheels, which --no-binary excludes");
    }
    RankedWheel best;
    std::optional<spec::TagMismatch> closest;
    for (const LockedFile& wheel : distributions.wheels) {
      TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(wheel.file_name));
      const auto tag = tags_.rank(name.tags());
      if (!tag) {
        const spec::TagMismatch mismatch = tags_.mismatch(name.tags());
        closest = closest ? std::max(*closest, mismatch) : mismatch;
        continue;
      }
      const RankedWheel ranked{.file = &wheel, .tag = *tag, .build = name.build};
      best = best.file == nullptr || is_better(ranked, best) ? ranked : best;
    }
    return best.file != nullptr ? pin(package, *best.file) : Result<spec::PinnedArtifact>(no_wheel(package, closest));
  }

  [[nodiscard]] Result<spec::PinnedArtifact> select_from(const LockedPackage& package,
                                                         const LockedArchive& archive) const {
    if (!archive.file.file_name.ends_with(".whl")) {
      return needs_build(package, format("is the archive `{}`", to_printable(archive.file.file_name)));
    }
    TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(archive.file.file_name));
    if (name.name != package.name || (package.version && name.version != *package.version)) {
      return fail(ErrorCode::bad_toml,
                  format("`{}` of `{}` is not of `{}{}`", archive.file.file_name, shown_lock(), package.name.text(),
                         package.version ? " " + package.version->to_string() : std::string()));
    }
    if (!tags_.fits(name.tags())) {
      return no_wheel(package, tags_.mismatch(name.tags()));
    }
    TRY_ASSIGN(spec::PinnedArtifact pinned, pin(package, archive.file));
    pinned.source = {.kind = spec::Source::Kind::direct_url, .url = pinned.file_url};
    spec::DirectUrl direct_url;
    direct_url.url = without_tokens(pinned.file_url.to_request());
    direct_url.hashes = pinned.hashes;
    pinned.direct_url = std::move(direct_url);
    return pinned;
  }

  [[nodiscard]] Result<spec::PinnedArtifact> select_from(const LockedPackage& package, const LockedDirectory&) const {
    return needs_build(package, "is a folder with sources");
  }

  [[nodiscard]] Result<spec::PinnedArtifact> select_from(const LockedPackage& package, const LockedRepository&) const {
    return needs_build(package, "is a repository");
  }

  [[nodiscard]] std::unexpected<Error> needs_build(const LockedPackage& package, std::string_view what) const {
    return fail(ErrorCode::unsupported_source, format("only wheels are installed so far, and `{}` of `{}` {}",
                                                      package.name.text(), shown_lock(), what));
  }

  [[nodiscard]] std::unexpected<Error> no_wheel(const LockedPackage& package,
                                                std::optional<spec::TagMismatch> closest) const {
    std::string_view tag = "platform tag";
    if (closest && *closest != spec::TagMismatch::platform) {
      tag = *closest == spec::TagMismatch::abi ? "Python ABI tag" : "Python version tag";
    }
    return fail(Error(ErrorCode::no_solution,
                      format("no wheel of `{}` in `{}` has a matching {}", package.name.text(), shown_lock(), tag))
                    .with_hint("the lock was made for another Python or platform: make one for this environment"));
  }

  [[nodiscard]] Result<spec::PinnedArtifact> pin(const LockedPackage& package, const LockedFile& file) const {
    spec::PinnedArtifact pinned;
    TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(file.file_name));
    pinned.name = package.name;
    pinned.version = name.version;
    pinned.requested = true;
    pinned.file_name = file.file_name;
    TRY_ASSIGN(pinned.file_url, locate(file));
    if (package.index) {
      pinned.source.url = package.index->without_credentials();
    }
    pinned.hashes = file.hashes;
    pinned.size_bytes = file.size_bytes;
    TRY(check_digests(file));
    return pinned;
  }

  /// A path counts before a URL. A lock that was fetched has no say about files of this machine.
  [[nodiscard]] Result<Url> locate(const LockedFile& file) const {
    const bool is_local = !file.path.empty() || file.url->is_file();
    if (is_local && inputs_.folder.empty()) {
      return fail(ErrorCode::bad_toml, format("`{}` was fetched, and must not name the local file `{}`", shown_lock(),
                                              to_printable(file.path.empty() ? file.url->to_display() : file.path)));
    }
    return file.path.empty() ? file.url->without_fragment() : Url::from_path(absolute_path(file.path, inputs_.folder));
  }

  [[nodiscard]] Result<void> check_digests(const LockedFile& file) const {
    if (options_.require_hashes) {
      return check_strength(file.hashes, file.file_name);
    }
    if (std::ranges::none_of(file.hashes, [](const Hash& hash) { return is_secure(hash.algorithm); })) {
      warnings_.warn(format("`{}` has only a digest for `{}` that proves nothing: {}", shown_lock(), file.file_name,
                            to_string(file.hashes.front().algorithm)));
    }
    return {};
  }

  [[nodiscard]] std::string shown_lock() const { return to_printable(redact_urls(inputs_.file)); }

  const LockedInputs& inputs_;
  const InstallOptions& options_;
  spec::SupportedTags tags_;
  WarningSink& warnings_;
};

}  // namespace

Result<std::optional<LockedInputs>> read_lock(const InputRequest& request, Session& session) {
  const auto lock = std::ranges::find_if(request.requirement_files, project::is_pylock);
  if (lock == request.requirement_files.end()) {
    return std::nullopt;
  }
  TRY(check_alone(request, *lock));
  LockedInputs inputs{.file = *lock,
                      .folder = {},
                      .lock = {},
                      .wishes = {.extras = request.extras, .all_extras = request.all_extras, .groups = request.groups}};
  TRY_ASSIGN(inputs.lock, project::read_pylock(*lock, make_requirements_context(request, session)));
  TRY_ASSIGN(const Url url, parse_location(*lock, request.working_directory));
  if (url.is_file()) {
    TRY_ASSIGN(const std::string path, url.file_path());
    inputs.folder = path_parent(path);
  }
  return inputs;
}

Result<std::vector<spec::PinnedArtifact>> select_locked(const LockedInputs& inputs, const InstallOptions& options,
                                                        const spec::TargetPython& python, WarningSink& warnings) {
  TRY_ASSIGN(const spec::LockChoice choice, project::make_lock_choice(inputs.lock, inputs.wishes, inputs.file));
  TRY_ASSIGN(const auto packages, project::select_packages(inputs.lock, python, choice, inputs.file));
  const LockSelection selection(inputs, options, python, warnings);
  std::vector<spec::PinnedArtifact> pins;
  for (const LockedPackage* package : packages) {
    TRY_ASSIGN(spec::PinnedArtifact pin, selection.select(*package));
    pins.push_back(std::move(pin));
  }
  return pins;
}

void lend_credentials(const fetch::IndexPlan& indexes, Session& session) {
  for (const fetch::IndexLocation& location : indexes.locations) {
    if (location.url.credentials()) {
      session.http().credentials().add_scope(location.url);
    }
  }
}

Result<InstallAnswer> run_lock_install(const LockedInputs& inputs, const InstallOptions& options,
                                       const TargetEnvironment& environment, Session& session,
                                       InstallObserver& observer) {
  TRY_ASSIGN(auto pins, select_locked(inputs, options, environment.interpreter.python, session.sinks().warnings));
  lend_credentials(options.indexes, session);
  return run_pinned_install(pins, options, environment, session, observer);
}

}  // namespace axle::engine
