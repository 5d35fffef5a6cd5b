// SPDX-License-Identifier: MIT OR Apache-2.0
// Draws worlds and puts them into the solver's terms.
#include "tests/unit/resolver/random_world.hpp"

#include <algorithm>

namespace axle::resolver::test {
namespace {

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
  }
}

}  // namespace

std::string name_of(int package) {
  return "p" + std::to_string(package);
}

std::string version_text(const World& world, int package, int version) {
  const auto& versions = world.packages[static_cast<std::size_t>(package)];
  return "0." + std::to_string(version) + (versions[static_cast<std::size_t>(version)].prerelease ? "a1" : "");
}

World Worlds::next() {
  World world;
  world.packages.resize(2 + static_cast<std::size_t>(below(3)));
  for (auto& versions : world.packages) {
    versions.resize(2 + static_cast<std::size_t>(below(3)));
    for (Version& version : versions) {
      version.prerelease = below(5) == 0;
    }
  }
  world.allows_prereleases = below(3) != 0;
  for (auto& versions : world.packages) {
    for (std::size_t v = 1; v < versions.size(); ++v) {
      fill_version(world, versions[v]);
    }
  }
  for (int i = 1 + below(3); i > 0; --i) {
    world.roots.push_back(need(world, false));
  }
  add_policies(world);
  return world;
}

void Worlds::fill_version(const World& world, Version& version) {
  version.fault = below(8) == 0 ? static_cast<Fault>(1 + below(4)) : Fault::none;
  version.yanked = below(8) == 0;
  for (int i = below(3); i > 0; --i) {
    version.needs.push_back(need(world, true));
  }
}

void Worlds::add_policies(World& world) {
  const auto packages = static_cast<int>(world.packages.size());
  if (below(4) == 0) {
    const int package = below(packages);
    world.constraints.emplace_back(package, range(world, package));
  }
  for (int i = below(4) == 0 ? 1 + below(2) : 0; i > 0; --i) {
    const Need override = need(world, false);
    world.overrides[override.target].push_back(override);
  }
  for (int package = 0; package < packages; ++package) {
    const int top = static_cast<int>(world.packages[static_cast<std::size_t>(package)].size()) - 1;
    if (below(6) == 0) {
      world.preferences[package] = 1 + below(top);
    }
    if (below(6) == 0) {
      world.installed[package] = 1 + below(top);
    }
  }
  world.resolution = static_cast<ResolutionMode>(below(3));
  world.no_deps = below(10) == 0;
}

Need Worlds::need(const World& world, bool may_need_extra) {
  Need need;
  need.target = below(static_cast<int>(world.packages.size()));
  need.target_extra = below(5) == 0;
  need.range = range(world, need.target);
  need.holds = below(5) != 0;
  need.from_extra = may_need_extra && below(4) == 0;
  return need;
}

Range Worlds::range(const World& world, int package) {
  const auto top = static_cast<int>(world.packages[static_cast<std::size_t>(package)].size()) - 1;
  const int v = 1 + below(top);
  const std::uint64_t all = (std::uint64_t{2} << top) - 2;
  const std::uint64_t one = std::uint64_t{1} << v;
  const std::string text = version_text(world, package, v);
  switch (below(6)) {
    case 0:
      return {"", all};
    case 1:
      return {">=" + text, all & ~(one - 1)};
    case 2:
      return {"<=" + text, all & ((one << 1) - 1)};
    case 3:
      return {"!=" + text, all & ~one};
    case 4:
      return {">" + text + ",<9", all & ~((one << 1) - 1)};
    default:
      return {"==" + text, one};
  }
}

FakeSource source_of(const World& world, const Releases& releases) {
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

Releases releases_of(const World& world, Worlds& random) {
  Releases releases;
  for (std::size_t p = 0; p < world.packages.size(); ++p) {
    for (std::size_t v = 1; v < world.packages[p].size(); ++v) {
      const Version& version = world.packages[p][v];
      Release release{.name = name_of(static_cast<int>(p)),
                      .version = version_text(world, static_cast<int>(p), static_cast<int>(v)),
                      .extras = {"x"}};
      release.yanked = version.yanked;
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

Problem problem_of(const World& world, Worlds& random) {
  std::vector<std::string> roots;
  for (const Need& need : world.roots) {
    roots.push_back(requirement_text(need));
  }
  std::ranges::shuffle(roots, random.engine());
  Problem problem = problem_of(roots);
  problem.options.prerelease.mode = world.allows_prereleases ? PrereleaseMode::if_necessary : PrereleaseMode::disallow;
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
  problem.options.resolution = world.resolution;
  problem.options.no_deps = world.no_deps;
  return problem;
}

}  // namespace axle::resolver::test
