// SPDX-License-Identifier: MIT OR Apache-2.0
// From numbers back to names. Warnings stand in the order of the packages.
#include "resolver/resolution_builder.hpp"

#include <algorithm>
#include <map>

#include "base/format.hpp"

namespace axle::resolver {
namespace {

class Builder {
 public:
  Builder(const PackageUniverse& universe, std::span<const Pick> picks) : universe_(universe), picks_(picks) {}

  Resolution build() {
    for (const Pick& pick : picks_) {
      if (pick.name != k_root && !universe_.name(pick.name).extra) {
        add_package(pick);
      }
    }
    for (const Pick& pick : picks_) {
      if (pick.name != k_root && universe_.name(pick.name).extra) {
        add_extra(universe_.name(pick.name));
      }
      note_requirers(pick);
    }
    Resolution resolution;
    for (auto& [text, package] : packages_) {
      finish(package);
      resolution.packages.push_back(std::move(package));
    }
    resolution.warnings = std::move(warnings_);
    return resolution;
  }

 private:
  void add_package(const Pick& pick) {
    const PackageUniverse::Name& name = universe_.name(pick.name);
    const VersionRow& row = universe_.table(pick.name).at_bit(pick.bit);
    ResolvedPackage package;
    package.name = name.package;
    package.version = row.version;
    package.origin = row.origin;
    package.installed = row.installed;
    package.requested = name.wishes->is_root;
    if (row.origin == CandidateOrigin::direct_url) {
      package.direct_url = name.wishes->url;
    } else if (row.first_file != row.last_file) {
      package.files.push_back({name.judged->candidates.listed[row.page], row.first_file, row.last_file});
    }
    bits_[name.package.text()] = pick;
    packages_.emplace(name.package.text(), std::move(package));
  }

  void add_extra(const PackageUniverse::Name& face) { packages_.at(face.package.text()).extras.push_back(*face.extra); }

  void note_requirers(const Pick& pick) {
    const PackageUniverse::Name& name = universe_.name(pick.name);
    const std::size_t bit = name.extra ? bits_.at(name.package.text()).bit : pick.bit;
    const VersionFacts* facts = universe_.known_facts(pick.name, bit);
    if (facts == nullptr) {
      return;
    }
    for (const Dependency& dependency : facts->dependencies) {
      const PackageUniverse::Name& target = universe_.name(dependency.target);
      const FactRecord& fact = universe_.fact(dependency.fact);
      if (target.extra && fact.given != nullptr) {
        continue;  // the same words as the requirement on the package
      }
      Requirer requirer{name.package, universe_.requirement_text(fact),
                        fact.given == nullptr ? "" : fact.given->origin};
      packages_.at(target.package.text()).required_by.push_back(std::move(requirer));
    }
  }

  void finish(ResolvedPackage& package) {
    std::ranges::sort(package.extras);
    std::ranges::sort(package.required_by, {}, [](const Requirer& requirer) {
      return std::tie(requirer.name, requirer.requirement, requirer.origin);
    });
    const auto repeated = std::ranges::unique(package.required_by, [](const Requirer& a, const Requirer& b) {
      return a.name == b.name && a.requirement == b.requirement && a.origin == b.origin;
    });
    package.required_by.erase(repeated.begin(), repeated.end());
    warn_of_page(package);
    warn_of_yanked(package);
    warn_of_metadata(package);
  }

  /// What the page of a chosen package says of the whole project, and what was odd about the page.
  void warn_of_page(const ResolvedPackage& package) {
    if (package.files.empty() || package.installed) {
      return;
    }
    const ListedPage& listed = package.files.front().listed;
    const spec::IndexPage& page = *listed.page;
    for (std::size_t i = 0; i < page.warning_count(); ++i) {
      // It is the index that writes all its pages so: in equal words, which are told once.
      warnings_.push_back(format("the package index `{}`: {}", listed.index_name, page.warning(i)));
    }
    const std::string reason = page.status_reason().empty() ? "" : format(" (reason: \"{}\")", page.status_reason());
    if (page.status() == spec::ProjectStatus::archived) {
      warnings_.push_back(format("`{}` is archived: nobody maintains it{}", package.name.text(), reason));
    } else if (page.status() == spec::ProjectStatus::deprecated) {
      warnings_.push_back(format("`{}` is deprecated{}", package.name.text(), reason));
    }
  }

  void warn_of_yanked(const ResolvedPackage& package) {
    const Pick& pick = bits_.at(package.name.text());
    if (!universe_.table(pick.name).at_bit(pick.bit).yanked || package.files.empty() || package.installed) {
      return;
    }
    const FileRange& range = package.files.front();
    for (std::size_t file = range.first; file < range.last; ++file) {
      const spec::IndexFile full = range.listed.page->file(file);
      if (full.yanked) {
        const std::string reason = full.yanked_reason.empty() ? "" : format(" (reason: \"{}\")", full.yanked_reason);
        warnings_.push_back(format("`{}=={}` is yanked{}", package.name.text(), package.version.to_string(), reason));
        return;
      }
    }
  }

  void warn_of_metadata(const ResolvedPackage& package) {
    const Pick& pick = bits_.at(package.name.text());
    const TriedVersion* version = universe_.tried(pick.name, pick.bit);
    if (version == nullptr || !version->metadata) {
      return;
    }
    for (const spec::ExtraName& extra : package.extras) {
      bool provided = false;
      for (std::size_t i = 0; i < version->metadata->extra_count(); ++i) {
        provided = provided || version->metadata->extra(i) == extra.text();
      }
      if (!provided) {
        warnings_.push_back(format("The package `{}=={}` does not have an extra named `{}`", package.name.text(),
                                   package.version.to_string(), extra.text()));
      }
    }
    for (const Dependency& dependency : version->facts.dependencies) {
      const FactRecord& fact = universe_.fact(dependency.fact);
      for (const std::string& repair : universe_.specifier(fact.specifier).repairs) {
        warnings_.push_back(
            format("metadata of `{}=={}`: {}", package.name.text(), package.version.to_string(), repair));
      }
    }
  }

  const PackageUniverse& universe_;
  std::span<const Pick> picks_;
  std::map<std::string, ResolvedPackage> packages_;
  std::map<std::string, Pick> bits_;
  std::vector<std::string> warnings_;
};

/// What stands for the requirements of the metadata: they themselves, or what the user has in their place in this
/// package.
void add_markers(const spec::DependencyMetadata& metadata, const Replacements& replacements,
                 std::vector<MetadataMarker>& markers) {
  for (const auto& [name, list] : replacements) {
    for (const GivenRequirement* given : list) {
      markers.push_back({.name = given->requirement.name, .marker = given->requirement.marker, .is_scoped = true});
    }
  }
  for (std::size_t i = 0; i < metadata.requirement_count(); ++i) {
    const spec::DependencyMetadata::RequirementView requirement = metadata.requirement(i);
    const auto name = spec::PackageName::parse(requirement.name);
    if (!name || replacements.contains(name->text())) {
      continue;
    }
    if (requirement.marker.empty()) {
      markers.push_back({.name = *name, .marker = {}});  // constraints on it count
    } else if (auto parsed = spec::Marker::parse_lenient(requirement.marker)) {
      markers.push_back({.name = *name, .marker = std::move(parsed->marker)});
    }
  }
}

}  // namespace

std::vector<MetadataMarker> markers_of(const PackageUniverse& universe, std::span<const Pick> picks) {
  std::vector<MetadataMarker> markers;
  for (const Pick& pick : picks) {
    const bool is_package = pick.name != k_root && !universe.name(pick.name).extra;
    const TriedVersion* version = is_package ? universe.tried(pick.name, pick.bit) : nullptr;
    if (version == nullptr || !version->metadata) {
      continue;
    }
    const Replacements replacements =
        all_replacements(*universe.name(pick.name).wishes, universe.table(pick.name).at_bit(pick.bit).version);
    add_markers(*version->metadata, replacements, markers);
  }
  return markers;
}

Resolution make_resolution(const PackageUniverse& universe, std::span<const Pick> picks) {
  return Builder(universe, picks).build();
}

}  // namespace axle::resolver
