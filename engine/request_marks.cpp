// SPDX-License-Identifier: MIT OR Apache-2.0
// One look at the disk for each name.
#include "engine/request_marks.hpp"

#include <algorithm>

#include "base/fs.hpp"
#include "venv/request_mark.hpp"

namespace axle::engine {

std::set<spec::PackageName> names_asked_for(const InstallInputs& inputs, const spec::MarkerEnvironment& markers) {
  std::set<spec::PackageName> names;
  for (const auto& root : inputs.roots) {
    if (root.requirement.marker.evaluate(markers)) {
      names.insert(root.requirement.name);
    }
  }
  return names;
}

std::set<spec::PackageName> names_asked_for(const std::vector<spec::PinnedArtifact>& pins) {
  std::set<spec::PackageName> names;
  for (const spec::PinnedArtifact& pin : pins) {
    if (pin.requested) {
      names.insert(pin.name);
    }
  }
  return names;
}

void keep_requests(venv::InstallPlan& plan, const InstallOptions& options) {
  for (venv::PlanStep& step : plan.steps) {
    if (auto* replaced = std::get_if<venv::Replace>(&step)) {
      spec::PinnedArtifact& artifact = replaced->artifact;
      const bool was_requested = std::ranges::any_of(replaced->old, venv::read_requested);
      const bool was_listed = std::ranges::any_of(replaced->old, venv::read_listed);
      const bool is_requested = artifact.requested && !options.upgrade.has_value();
      artifact.requested = was_requested || is_requested;
      artifact.from_list = (was_requested ? was_listed : options.from_list) && (!is_requested || options.from_list);
    } else if (auto* added = std::get_if<venv::Install>(&step)) {
      added->artifact.from_list = options.from_list;
    }
  }
}

venv::InstallPlan plan_to_keep(const std::set<spec::PackageName>& asked, const venv::Installed& installed,
                               const std::string& root) {
  venv::InstallPlan plan;
  for (const spec::PackageName& name : asked) {
    const venv::InstalledDistribution* found = installed.find_first(name);
    if (found != nullptr && is_at_or_below(found->site_directory, root)) {
      plan.steps.emplace_back(venv::Keep{*found});
    }
  }
  return plan;
}

void add_request_marks(venv::InstallPlan& plan, const std::set<spec::PackageName>& asked) {
  for (venv::PlanStep& step : plan.steps) {
    if (auto* keep = std::get_if<venv::Keep>(&step); keep != nullptr && asked.contains(keep->installed.name)) {
      keep->newly_asked_for = venv::lacks_request_mark(keep->installed);
    }
  }
}

}  // namespace axle::engine
