// SPDX-License-Identifier: MIT OR Apache-2.0
// resolve_recording FOLDER SET-PYTHON…: resolves recorded sets and compares with what the oracle wrote.
//
// FOLDER is an unpacked recording of an index; `trio-3.12` means
// `sets/trio.in` for CPython 3.12 on Linux, compared with `sets/trio-3.12.txt`.
// Prints per set: packages, decisions, conflicts, restarts, the first run (parsing the recording) and the median of
// warm runs, then every package that differs. Not a test: it says what is, and exits 1 when something differs.
#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>

#include "base/format.hpp"
#include "base/text.hpp"
#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"
#include "tests/unit/resolver/fake_source.hpp"
#include "tests/unit/resolver/recorded_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

std::vector<std::string> requirement_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    line = std::string(trim(line.substr(0, line.find(" #"))));
    if (!line.empty() && line[0] != '#') {
      lines.push_back(line);
    }
  }
  return lines;
}

Problem recorded_problem(const std::string& path, const std::string& python) {
  Problem problem;
  for (const std::string& line : requirement_lines(path)) {
    problem.roots.push_back(given(line));
  }
  problem.target = linux_python(python);
  problem.target.platform = {
      .system = "linux", .machine = "x86_64", .libc = spec::LibC::glibc, .libc_major = 2, .libc_minor = 36};
  problem.tags = spec::SupportedTags::of(problem.target);
  return problem;
}

std::map<std::string, std::string> expected_picks(const std::string& path) {
  std::map<std::string, std::string> picks;
  for (const std::string& line : requirement_lines(path)) {
    const std::size_t place = line.find("==");
    if (place != std::string::npos) {
      const std::string version = line.substr(place + 2);
      picks[line.substr(0, line.find_first_of("[="))] = std::string(trim(version.substr(0, version.find(';'))));
    }
  }
  return picks;
}

struct TimedOutcome {
  Result<Outcome> outcome;
  double milliseconds = 0;
};

TimedOutcome timed_solve(const Problem& problem, MetadataSource& source) {
  // CPU time: other programs on the machine do not count.
  const std::clock_t start = std::clock();
  auto outcome = solve(problem, source);
  return {std::move(outcome), 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
}

int compare(const Resolution& resolution, const std::map<std::string, std::string>& expected) {
  int differences = 0;
  std::map<std::string, std::string> ours;
  for (const ResolvedPackage& package : resolution.packages) {
    ours[package.name.text()] = package.version.to_string();
  }
  for (const auto& [name, version] : expected) {
    if (!ours.contains(name)) {
      std::cout << "  " << name << ": oracle " << version << ", here not needed\n";
      ++differences;
    } else if (!(spec::Version::of(ours[name]) == spec::Version::of(version))) {
      std::cout << "  " << name << ": oracle " << version << ", here " << ours[name] << '\n';
      ++differences;
    }
  }
  for (const auto& [name, version] : ours) {
    if (!expected.contains(name)) {
      std::cout << "  " << name << ": oracle does not need it, here " << version << '\n';
      ++differences;
    }
  }
  return differences;
}

int replay(const std::string& folder, const std::string& set) {
  const std::size_t dash = set.rfind('-');
  const Problem problem =
      recorded_problem(folder + "/sets/" + set.substr(0, dash) + ".in", set.substr(dash + 1) + ".9");
  RecordedSource source(folder);
  const TimedOutcome cold = timed_solve(problem, source);
  if (!cold.outcome) {
    std::cout << set << ": error: " << to_string(cold.outcome.error()) << '\n';
    return 1;
  }
  std::vector<double> warm;
  for (int i = 0; i < 11; ++i) {
    warm.push_back(timed_solve(problem, source).milliseconds);
  }
  std::ranges::sort(warm);
  const auto* resolution = std::get_if<Resolution>(&*cold.outcome);
  if (resolution == nullptr) {
    std::cout << set << ": no solution\n";
    for (const std::string& line : explain(std::get<NoSolution>(*cold.outcome)).lines) {
      std::cout << "  " << line << '\n';
    }
    return 1;
  }
  const SearchStatistics& done = resolution->statistics;
  std::cout << format(
      "{}: {} packages, {} decisions, {} conflicts, {} restarts, {} propagations, {} clauses, {} metadata ({} not "
      "recorded), first {:.1f} ms, warm {:.2f} ms of CPU\n",
      set, resolution->packages.size(), done.decisions, done.conflicts, done.restarts, done.propagations, done.clauses,
      done.metadata_read, source.missing_metadata(), cold.milliseconds, warm[warm.size() / 2]);
  return compare(*resolution, expected_picks(folder + "/sets/" + set + ".txt"));
}

}  // namespace

int main(int argc, char** argv) {
  int differences = 0;
  for (int i = 2; i < argc; ++i) {
    differences += replay(argv[1], argv[i]);
  }
  return differences == 0 ? 0 : 1;
}
