// SPDX-License-Identifier: MIT OR Apache-2.0
// Draws worlds and puts them into the solver's terms.
#include "tests/unit/resolver/random_world.hpp"

#include <algorithm>
#include <cstdlib>

namespace axle::resolver::test {
namespace {

/// Version by package as `name==version`.
std::string pin_text(const World& world, int package, int version) {
  return name_of(package) + "==" + version_text(world, package, version);
}

std::optional<UnixTime> cutoff_of(int day) {
  return day == 0 ? std::nullopt : parse_rfc3339("2024-01-0" + std::to_string(day) + "T00:00:00Z");
}

void set_fault(Fault fault, Release& release) {
  switch (fault) {
    case Fault::none:
      break;
    case Fault::platform:
      release.tag = "cp311-cp311-win_amd64";
      break;
    case Fault::python:
      release.requires_python = ">=3.13";
      break;
    case Fault::sdist:
      release.tag = "";
      break;
    case Fault::metadata:
      release.metadata_problem = "its metadata is damaged";
      break;
    case Fault::metadata_python:
      release.metadata_requires_python = ">=3.13";
      break;
  }
}

}  // namespace

std::string requirement_text(const Need& need) {
  std::string text = name_of(need.target) + (need.target_extra ? "[x]" : "") + need.range.text;
  std::vector<std::string> markers;
  if (!need.holds) {
    markers.emplace_back("sys_platform == 'win32'");
  }
  if (need.from_extra) {
    markers.emplace_back("extra == 'x'");
  }
  for (std::size_t i = 0; i < markers.size(); ++i) {
    text += (i == 0 ? " ; " : " and ") + markers[i];
  }
  return text;
}

int fuzz_instances(int usual) {
  const char* const told = std::getenv("AXLE_FUZZ_INSTANCES");  // NOLINT(concurrency-mt-unsafe): there is one thread
  return told == nullptr ? usual / AXLE_FUZZ_SHARE : std::stoi(told);
}

std::string name_of(int package) {
  return "p" + std::to_string(package);
}

std::string version_text(const World& world, int package, int version) {
  switch (world.packages[static_cast<std::size_t>(package)][static_cast<std::size_t>(version)].form) {
    case Form::plain:
      break;
    case Form::prerelease:
      return "0." + std::to_string(version) + "a1";
    case Form::local:
      return "0." + std::to_string(version - 1) + "+l";
  }
  return "0." + std::to_string(version);
}

World Worlds::next() {
  World world;
  world.packages.resize(2 + static_cast<std::size_t>(below(3)));
  for (auto& versions : world.packages) {
    versions.resize(2 + static_cast<std::size_t>(below(4)));
    add_forms(versions);
  }
  for (auto& versions : world.packages) {
    for (std::size_t v = 1; v < versions.size(); ++v) {
      fill_version(world, versions[v]);
    }
  }
  for (int i = 1 + below(3); i > 0; --i) {
    world.roots.push_back(need(world, false));
  }
  add_policies(world);
  add_version_policies(world);
  add_scoped(world);
  return world;
}

void Worlds::add_forms(std::vector<Version>& versions) {
  for (std::size_t v = 1; v < versions.size(); ++v) {
    if (one_in(5)) {
      versions[v].form = Form::prerelease;
    } else if (v > 1 && versions[v - 1].form == Form::plain && one_in(5)) {
      versions[v].form = Form::local;
    }
  }
}

void Worlds::fill_version(const World& world, Version& version) {
  version.fault = one_in(8) ? static_cast<Fault>(1 + below(5)) : Fault::none;
  version.yanked = one_in(8);
  version.day = one_in(12) ? 0 : 1 + below(8);
  version.is_further = one_in(4);
  for (int i = below(3); i > 0; --i) {
    version.needs.push_back(need(world, true));
  }
}

void Worlds::add_policies(World& world) {
  const auto packages = static_cast<int>(world.packages.size());
  if (one_in(4)) {
    const int package = below(packages);
    world.constraints.emplace_back(package, range(world, package));
  }
  for (int i = one_in(4) ? 1 + below(2) : 0; i > 0; --i) {
    const Need override = need(world, false);
    world.overrides[override.target].push_back(override);
  }
  if (one_in(8)) {
    Need never = need(world, false);
    never.holds = false;
    world.overrides[never.target] = {never};
  }
  for (int package = 0; package < packages; ++package) {
    const int top = static_cast<int>(world.packages[static_cast<std::size_t>(package)].size()) - 1;
    if (one_in(6)) {
      world.preferences[package] = 1 + below(top);
    }
    if (one_in(6)) {
      world.installed[package] = 1 + below(top);
    }
    if (one_in(8)) {
      world.upgraded.insert(package);
    }
  }
  world.resolution = static_cast<ResolutionMode>(below(3));
  world.no_deps = one_in(12);
}

void Worlds::add_version_policies(World& world) {
  const auto packages = static_cast<int>(world.packages.size());
  world.prerelease = static_cast<PrereleaseMode>(below(5));
  if (one_in(4)) {
    world.prerelease_of[below(packages)] = static_cast<PrereleaseMode>(below(5));
  }
  if (one_in(4)) {
    world.cutoff = 3 + below(6);
  }
  if (one_in(6)) {
    world.cutoff_of[below(packages)] = one_in(3) ? 0 : 2 + below(7);
  }
  if (one_in(16)) {
    world.no_binary.insert(below(packages));
  }
}

void Worlds::add_scoped(World& world) {
  for (int i = one_in(4) ? 1 + below(3) : 0; i > 0; --i) {
    ScopedNeed scoped;
    scoped.parent = below(static_cast<int>(world.packages.size()));
    const int top = static_cast<int>(world.packages[static_cast<std::size_t>(scoped.parent)].size()) - 1;
    scoped.version = one_in(2) ? 0 : 1 + below(top);
    scoped.need = need(world, false);
    world.scoped.push_back(scoped);
  }
}

Need Worlds::need(const World& world, bool may_need_extra) {
  Need need;
  need.target = below(static_cast<int>(world.packages.size()));
  need.target_extra = one_in(5);
  need.range = range(world, need.target);
  need.holds = !one_in(5);
  need.from_extra = may_need_extra && one_in(4);
  return need;
}

Range Worlds::range(const World& world, int package) {
  const auto& versions = world.packages[static_cast<std::size_t>(package)];
  const auto top = static_cast<int>(versions.size()) - 1;
  const int v = 1 + below(top);
  const std::uint64_t all = (std::uint64_t{2} << top) - 2;
  const std::uint64_t one = std::uint64_t{1} << v;
  // Builds of a version are that version, too, unless one of them is named.
  const bool has_build = v < top && versions[static_cast<std::size_t>(v) + 1].form == Form::local;
  const std::uint64_t same = has_build ? one | (one << 1) : one;
  const Form form = versions[static_cast<std::size_t>(v)].form;
  const bool early = form == Form::prerelease;
  const std::string text = version_text(world, package, v);
  switch (form == Form::local ? 3 + 2 * below(2) : below(6)) {
    case 0:
      return {"", all, false};
    case 1:
      return {">=" + text, all & ~(one - 1), early};
    case 2:
      return {"<=" + text, all & ((one - 1) | same), early};
    case 3:
      return {"!=" + text, all & ~same, false};
    case 4:
      return {">" + text + ",<9", all & ~((one - 1) | same), early};
    default:
      return {"==" + text, same, early};
  }
}

namespace {

FakeSource with_installed(const World& world, const Releases& releases) {
  FakeSource source(releases);
  for (const auto& [package, version] : world.installed) {
    std::vector<std::string> needs;
    for (const Need& need :
         world.packages[static_cast<std::size_t>(package)][static_cast<std::size_t>(version)].needs) {
      needs.push_back(requirement_text(need));
    }
    source.install(name_of(package), version_text(world, package, version), needs);
  }
  return source;
}

}  // namespace

FakeSource source_of(const World& world, const Releases& releases) {
  return with_installed(world, releases);
}

FakeSource first_index_of(const World& world, const Releases& releases) {
  std::set<std::string> further;
  std::set<std::string> on_first;
  for (int p = 0; p < static_cast<int>(world.packages.size()); ++p) {
    const auto& versions = world.packages[static_cast<std::size_t>(p)];
    for (int v = 1; v < static_cast<int>(versions.size()); ++v) {
      if (versions[static_cast<std::size_t>(v)].is_further) {
        further.insert(pin_text(world, p, v));
      } else {
        on_first.insert(name_of(p));
      }
    }
  }
  Releases seen = releases;
  std::erase_if(seen, [&](const Release& release) {
    return on_first.contains(release.name) && further.contains(release.name + "==" + release.version);
  });
  return with_installed(world, seen);
}

Releases releases_of(const World& world, Worlds& random) {
  Releases releases;
  for (std::size_t p = 0; p < world.packages.size(); ++p) {
    for (std::size_t v = 1; v < world.packages[p].size(); ++v) {
      const Version& version = world.packages[p][v];
      Release release{.name = name_of(static_cast<int>(p)),
                      .version = version_text(world, static_cast<int>(p), static_cast<int>(v)),
                      .extras = {"x"}};
      release.yanked = version.yanked;
      release.upload_time = version.day == 0 ? "" : "2024-01-0" + std::to_string(version.day) + "T00:00:00Z";
      for (const Need& need : version.needs) {
        release.needs.push_back(requirement_text(need));
      }
      set_fault(version.fault, release);
      releases.push_back(std::move(release));
    }
  }
  std::ranges::shuffle(releases, random.engine());
  return releases;
}

namespace {

Options options_of(const World& world) {
  Options options;
  options.resolution = world.resolution;
  options.no_deps = world.no_deps;
  options.prerelease.mode = world.prerelease;
  for (const auto& [package, mode] : world.prerelease_of) {
    options.prerelease.per_package.emplace_back(spec::PackageName::of(name_of(package)), mode);
  }
  options.exclude_newer.cutoff = cutoff_of(world.cutoff);
  for (const auto& [package, day] : world.cutoff_of) {
    options.exclude_newer.per_package.emplace_back(spec::PackageName::of(name_of(package)), cutoff_of(day));
  }
  for (const int package : world.upgraded) {
    options.upgrade.names.push_back(spec::PackageName::of(name_of(package)));
  }
  for (const int package : world.no_binary) {
    options.format.no_binary.names.push_back(spec::PackageName::of(name_of(package)));
  }
  return options;
}

}  // namespace

Problem problem_of(const World& world, Worlds& random) {
  std::vector<std::string> roots;
  for (const Need& need : world.roots) {
    roots.push_back(requirement_text(need));
  }
  std::ranges::shuffle(roots, random.engine());
  Problem problem = problem_of(roots);
  for (const auto& [package, range] : world.constraints) {
    problem.constraints.push_back(given(name_of(package) + range.text));
  }
  for (const auto& [package, overrides] : world.overrides) {
    for (const Need& override : overrides) {
      problem.overrides.push_back(given(requirement_text(override)));
    }
  }
  for (const auto& [package, version] : world.preferences) {
    problem.preferences.push_back(
        {spec::PackageName::of(name_of(package)), spec::Version::of(version_text(world, package, version))});
  }
  for (const ScopedNeed& scoped : world.scoped) {
    ScopedOverride override{.parent = spec::PackageName::of(name_of(scoped.parent))};
    if (scoped.version != 0) {
      override.version = spec::Version::of(version_text(world, scoped.parent, scoped.version));
    }
    override.given = given(requirement_text(scoped.need));
    problem.scoped_overrides.push_back(std::move(override));
  }
  problem.options = options_of(world);
  return problem;
}

}  // namespace axle::resolver::test
