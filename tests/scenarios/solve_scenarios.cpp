// SPDX-License-Identifier: MIT OR Apache-2.0
// Plays every scenario by the solver alone: no program, no network, no environment. Texts are judged through the
// program (run_scenarios.py); here versions and wheels are.
//
//   solve_scenarios FOLDER [CATEGORY/NAME]
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <variant>

#include "base/format.hpp"
#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"
#include "resolver/wheel_choice.hpp"
#include "tests/scenarios/solver_scenario.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

constexpr std::size_t k_most_lines = 12;

std::string name_of_wheel(const Scenario& scenario, const ResolvedPackage& package) {
  const Problem& problem = scenario.problem;
  const WheelTarget target{problem.tags, problem.target.version, problem.options.exclude_newer.of(package.name)};
  const auto choice = select_wheel(package, target, problem.options.format, {});
  const auto* chosen = std::get_if<ChosenWheel>(&choice);
  return chosen == nullptr ? std::get<NoWheel>(choice).detail
                           : std::string(package.files[chosen->range].listed.page->file_name(chosen->file));
}

std::string list_of(const std::map<std::string, std::string>& packages) {
  std::string text;
  for (const auto& [name, version] : packages) {
    text += format(" {} {}", name, version);
  }
  return text.empty() ? " nothing" : text;
}

/// What is in the environment afterwards. Versions are told as the scenario writes them where they are the same.
std::map<std::string, std::string> packages_after(const Scenario& scenario, const Resolution& resolution) {
  std::map<std::string, std::string> packages;
  if (!scenario.is_exact) {
    packages = scenario.source.installed();
  }
  for (const ResolvedPackage& package : resolution.packages) {
    const std::string& name = package.name.text();
    const auto wanted = scenario.packages.find(name);
    const bool is_same = wanted != scenario.packages.end() && spec::Version::of(wanted->second) == package.version;
    packages[name] = is_same ? wanted->second : package.version.to_string();
  }
  return packages;
}

std::string fault_of_answer(const Scenario& scenario, const Resolution& resolution) {
  if (!scenario.is_satisfiable) {
    return "an answer, where there is to be none:" + list_of(packages_after(scenario, resolution));
  }
  if (const auto packages = packages_after(scenario, resolution); packages != scenario.packages) {
    return format("it answers{}, not{}", list_of(packages), list_of(scenario.packages));
  }
  for (const auto& [name, tag] : scenario.wheels) {
    const auto package = std::ranges::find(resolution.packages, spec::PackageName::of(name), &ResolvedPackage::name);
    if (package != resolution.packages.end() && !package->installed) {
      if (const std::string file = name_of_wheel(scenario, *package); !file.ends_with(format("-{}.whl", tag))) {
        return format("{} would come from {}, not from {}", name, file, tag);
      }
    }
  }
  return {};
}

/// Empty: it is as expected.
std::string fault_of(Scenario& scenario) {
  const auto outcome = solve(scenario.problem, scenario.source);
  if (!outcome) {
    // Two URLs for one name; every other failure is one of the runner or of the solver.
    const bool is_expected = !scenario.is_satisfiable && outcome.error().code() == ErrorCode::no_solution;
    return is_expected ? std::string() : outcome.error().message();
  }
  if (const auto* resolution = std::get_if<Resolution>(&*outcome)) {
    return fault_of_answer(scenario, *resolution);
  }
  const Explanation explanation = explain(std::get<NoSolution>(*outcome));
  if (scenario.is_satisfiable) {
    return "no solution: " + explanation.headline;
  }
  return explanation.lines.empty() || explanation.lines.size() > k_most_lines ? "a proof of no line, or of too many"
                                                                              : "";
}

struct Counts {
  int all = 0;
  int played = 0;
  int failed = 0;
  int waiting = 0;
  std::map<std::string, int> above;
};

void play(const std::filesystem::path& path, const std::string& id, Counts& counts) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  ++counts.all;
  auto scenario = read_scenario(text.str(), id);
  std::string fault;
  if (!scenario) {
    fault = scenario.error().message();
  } else if (!scenario->waiting.empty()) {
    ++counts.waiting;
    return;
  } else if (!scenario->above.empty()) {
    ++counts.above[*scenario->above.begin()];
    return;
  } else {
    fault = fault_of(*scenario);
  }
  ++counts.played;
  if (!fault.empty()) {
    ++counts.failed;
    std::cout << "VIOLATED " << id << ": " << fault << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder(argc > 1 ? argv[1] : ".");
  const std::string only = argc > 2 ? argv[2] : "";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  Counts counts;
  for (const std::filesystem::path& file : files) {
    const std::string id = file.parent_path().filename().string() + '/' + file.stem().string();
    if (id.starts_with(only)) {
      play(file, id, counts);
    }
  }
  std::cout << counts.all << " scenarios, " << counts.played << " played by the solver alone, " << counts.failed
            << " of them wrong; " << counts.waiting << " wait for a feature\n";
  int above = 0;
  for (const auto& [what, count] : counts.above) {
    std::cout << "above the solver: " << what << ": " << count << '\n';
    above += count;
  }
  // A rule that takes too many away would let everything pass.
  const bool is_enough = counts.played > 0 && above * 10 <= counts.all;
  std::cout << (is_enough ? "" : "too few scenarios reach the solver\n");
  return counts.failed == 0 && (is_enough || !only.empty()) ? 0 : 1;
}
