// SPDX-License-Identifier: MIT OR Apache-2.0
// Comparing pins with what is installed.
#include "venv/plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <type_traits>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/url_tokens.hpp"

namespace axle::venv {
namespace {

class DiskReader final : public DistributionReader {
 public:
  std::optional<spec::DirectUrl> direct_url(const InstalledDistribution& distribution) const override {
    return read_direct_url(distribution);
  }
  std::optional<std::string> removal_obstacle(const InstalledDistribution& distribution) const override {
    return find_removal_obstacle(distribution);
  }
  std::string installer(const InstalledDistribution& distribution) const override {
    return read_installer(distribution);
  }
};

std::vector<InstalledDistribution> changeable(const std::vector<const InstalledDistribution*>& all,
                                              const PlanPolicy& policy) {
  std::vector<InstalledDistribution> found;
  for (const InstalledDistribution* distribution : all) {
    if (is_at_or_below(distribution->site_directory, policy.root)) {
      found.push_back(*distribution);
    }
  }
  return found;
}

/// No algorithm of which both know a digest disagrees.
bool may_be_same_archive(const std::vector<Hash>& wanted, const std::vector<Hash>& found) {
  return std::ranges::none_of(wanted, [&](const Hash& hash) {
    return std::ranges::any_of(
        found, [&](const Hash& other) { return other.algorithm == hash.algorithm && other.hex != hash.hex; });
  });
}

/// URL, hash, subdirectory and revision.
bool is_same_source(const spec::DirectUrl& wanted, const std::optional<spec::DirectUrl>& found) {
  if (!found || wanted.url != without_tokens(found->url) || wanted.editable != found->editable ||
      wanted.subdirectory != found->subdirectory || wanted.commit_id != found->commit_id) {
    return false;
  }
  return may_be_same_archive(wanted.hashes, found->hashes);
}

bool is_satisfied(const spec::PinnedArtifact& pin, const std::vector<InstalledDistribution>& old,
                  const PlanPolicy& policy, const DistributionReader& reader) {
  if (old.size() != 1 || policy.reinstall_all || policy.reinstall.contains(pin.name)) {
    return false;
  }
  if (!old.front().version || *old.front().version != pin.version) {
    return false;
  }
  return !pin.direct_url || is_same_source(*pin.direct_url, reader.direct_url(old.front()));
}

/// Its own installer cannot be asked when that was a program that always writes a RECORD, as axle does: it was lost.
std::string way_out_of(const InstalledDistribution& distribution, const std::string& installer) {
  constexpr std::array<std::string_view, 4> k_writers = {"", "axle", "pip", "uv"};
  if (distribution.kind != InstalledKind::dist_info || std::ranges::find(k_writers, installer) == k_writers.end()) {
    return format("remove it with the program that installed it; its files are listed nowhere (`{}`)",
                  distribution.path());
  }
  return format("its files are listed nowhere: delete `{}` and install `{}=={}` again, or create the environment anew",
                distribution.path(), distribution.name.text(), distribution.version_text);
}

Result<void> check_removable(std::string_view verb, const std::vector<InstalledDistribution>& old,
                             const DistributionReader& reader) {
  for (const InstalledDistribution& distribution : old) {
    if (const auto obstacle = reader.removal_obstacle(distribution)) {
      Error error(ErrorCode::not_removable, format("cannot {} `{}` {}: {}", verb, distribution.name.text(),
                                                   distribution.version_text, *obstacle));
      return fail(std::move(error).with_hint(way_out_of(distribution, reader.installer(distribution))));
    }
  }
  return {};
}

std::string versions_of(const std::vector<InstalledDistribution>& old) {
  std::string text;
  for (const InstalledDistribution& distribution : old) {
    text += text.empty() ? "" : "+";
    text += distribution.version_text;
  }
  return text;
}

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

const DistributionReader& disk_reader() {
  static const DiskReader reader;
  return reader;
}

bool InstallPlan::changes_nothing() const {
  return std::all_of(steps.begin(), steps.end(),
                     [](const PlanStep& step) { return std::holds_alternative<Keep>(step); });
}

bool InstallPlan::has_new_marks() const {
  return std::ranges::any_of(steps, [](const PlanStep& step) {
    const auto* keep = std::get_if<Keep>(&step);
    return keep != nullptr && keep->newly_asked_for;
  });
}

std::vector<spec::PinnedArtifact> InstallPlan::artifacts() const {
  std::vector<spec::PinnedArtifact> found;
  for (const PlanStep& step : steps) {
    if (const auto* install = std::get_if<Install>(&step)) {
      found.push_back(install->artifact);
    } else if (const auto* replace = std::get_if<Replace>(&step)) {
      found.push_back(replace->artifact);
    }
  }
  return found;
}

const spec::PackageName& name_of(const PlanStep& step) {
  return std::visit(Overloaded{
                        [](const Keep& keep) -> const spec::PackageName& { return keep.installed.name; },
                        [](const Install& install) -> const spec::PackageName& { return install.artifact.name; },
                        [](const Replace& replace) -> const spec::PackageName& { return replace.artifact.name; },
                        [](const Remove& remove) -> const spec::PackageName& { return remove.old.front().name; },
                    },
                    step);
}

std::string to_string(const PlanStep& step) {
  const std::string& name = name_of(step).text();
  return std::visit(
      Overloaded{
          [&](const Keep& keep) {
            return format("{} {} {}", keep.newly_asked_for ? "mark" : "keep", name, keep.installed.version_text);
          },
          [&](const Install& install) { return format("install {} {}", name, install.artifact.version.to_string()); },
          [&](const Replace& replace) {
            return format("replace {} {} -> {}", name, versions_of(replace.old), replace.artifact.version.to_string());
          },
          [&](const Remove& remove) { return format("remove {} {}", name, versions_of(remove.old)); },
      },
      step);
}

Result<InstallPlan> plan_install(const std::vector<spec::PinnedArtifact>& pins, const Installed& installed,
                                 const PlanPolicy& policy, const DistributionReader& reader) {
  std::map<spec::PackageName, PlanStep> steps;
  for (const spec::PinnedArtifact& pin : pins) {
    std::vector<InstalledDistribution> old = changeable(installed.find(pin.name), policy);
    if (old.empty()) {
      steps.insert_or_assign(pin.name, Install{pin});
    } else if (is_satisfied(pin, old, policy, reader)) {
      steps.insert_or_assign(pin.name, Keep{std::move(old.front())});
    } else {
      TRY(check_removable("replace", old, reader));
      steps.insert_or_assign(pin.name, Replace{std::move(old), pin});
    }
  }
  for (const InstalledDistribution& distribution : installed.distributions()) {
    if (!policy.exact || steps.contains(distribution.name) || policy.never_remove.contains(distribution.name)) {
      continue;
    }
    std::vector<InstalledDistribution> old = changeable(installed.find(distribution.name), policy);
    if (!old.empty()) {
      TRY(check_removable("uninstall", old, reader));
      steps.insert_or_assign(distribution.name, Remove{std::move(old)});
    }
  }
  InstallPlan plan;
  for (auto& [name, step] : steps) {
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

Result<UninstallPlan> plan_uninstall(const std::vector<spec::PackageName>& names, const Installed& installed,
                                     const PlanPolicy& policy, const DistributionReader& reader) {
  UninstallPlan outcome;
  for (const spec::PackageName& name : std::set<spec::PackageName>(names.begin(), names.end())) {
    std::vector<InstalledDistribution> old = changeable(installed.find(name), policy);
    if (old.empty()) {
      outcome.not_installed.push_back(name);
      continue;
    }
    TRY(check_removable("uninstall", old, reader));
    outcome.plan.steps.emplace_back(Remove{std::move(old)});
  }
  return outcome;
}

}  // namespace axle::venv
