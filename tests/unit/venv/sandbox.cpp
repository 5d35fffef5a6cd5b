// SPDX-License-Identifier: MIT OR Apache-2.0
// The sandbox uses std::filesystem throughout, so that it judges base/fs and venv/ from outside.
#include "tests/unit/venv/sandbox.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/catch.hpp"
#include "venv/interpreter_query.hpp"

namespace axle::venv::test {
namespace {

namespace fs = std::filesystem;

const std::string k_site = "lib/python3.11/site-packages";

struct Row {
  std::string path;
  std::string size;
};

/// RECORD without quotes is enough here: a quoted row would be reported as missing.
std::vector<Row> rows_of(const std::string& record) {
  std::vector<Row> rows;
  std::istringstream lines(record);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    rows.push_back({line.substr(0, first), line.substr(second + 1)});
  }
  return rows;
}

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

/// Memory where there is some: cutting off every step makes thousands of small trees, 25 times slower on a busy disk.
TemporaryDirectory make_temporary() {
  const std::string parent = is_writable("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string();
  auto made = TemporaryDirectory::create(parent, "axle-venv-test-");
  REQUIRE(made);
  return std::move(*made);
}

Sandbox::Sandbox() : folder_(make_temporary()), pool_(2) {
  fs::create_directories(path("cache"));
  fs::create_directories(path("env/" + k_site));
  fs::create_directories(path("env/bin"));
  write(path("env/pyvenv.cfg"), "home = /nowhere\n");
  target = {.root = path("env"),
            .purelib = k_site,
            .platlib = k_site,
            .scripts = "bin",
            .data = "",
            .headers = "include/site/python3.11",
            .shared_prefix = false};
  options.script_interpreter = path("env/bin/python");
}

std::string Sandbox::site(const std::string& below) const {
  return path("env/" + k_site + "/" + below);
}

UnpackedWheelBuilder Sandbox::wheel(const std::string& name, const std::string& version) const {
  return {path("cache"), name, version};
}

void Sandbox::write(const std::string& absolute, const std::string& content) const {
  fs::create_directories(fs::path(absolute).parent_path());
  std::ofstream(absolute, std::ios::binary) << content;
}

std::string Sandbox::read(const std::string& absolute) const {
  return slurp(absolute);
}

bool Sandbox::exists(const std::string& absolute) const {
  return fs::exists(fs::symlink_status(absolute));
}

Installed Sandbox::scan() const {
  auto installed = Installed::scan(site_directories_of(target));
  REQUIRE(installed);
  return std::move(*installed);
}

Result<std::variant<Staged, Damaged>> Sandbox::stage_wheels(const Wheels& wheels, const PlanPolicy& policy) {
  std::vector<spec::PinnedArtifact> pins;
  for (const spec::UnpackedWheel& each : wheels) {
    pins.push_back(pin_of(each, marks_requested));
  }
  const Installed installed = scan();
  TRY_ASSIGN(const InstallPlan plan, plan_install(pins, installed, policy));
  options.installed = &installed;
  options.warnings = &warnings;
  return stage(plan, wheels, target, options, pool_);
}

Result<InstallReport> Sandbox::install(const Wheels& wheels, const CommitOptions& commit_options,
                                       const PlanPolicy& policy) {
  TRY_ASSIGN(auto staged, stage_wheels(wheels, policy));
  REQUIRE(std::holds_alternative<Staged>(staged));
  return commit(std::move(std::get<Staged>(staged)), commit_options);
}

Result<InstallReport> Sandbox::uninstall(const std::vector<std::string>& names, const CommitOptions& commit_options) {
  std::vector<spec::PackageName> wanted;
  for (const std::string& name : names) {
    wanted.push_back(spec::PackageName::of(name));
  }
  const Installed installed = scan();
  TRY_ASSIGN(const UninstallPlan plan, plan_uninstall(wanted, installed));
  options.installed = &installed;
  options.warnings = &warnings;
  TRY_ASSIGN(auto staged, stage(plan.plan, {}, target, options, pool_));
  return commit(std::move(std::get<Staged>(staged)), commit_options);
}

Result<InstallReport> Sandbox::mark_all_requested(const CommitOptions& commit_options) {
  const Installed installed = scan();
  InstallPlan plan;
  for (const InstalledDistribution& distribution : installed.distributions()) {
    plan.steps.emplace_back(Keep{.installed = distribution, .newly_asked_for = true});
  }
  options.installed = &installed;
  options.warnings = &warnings;
  TRY_ASSIGN(auto staged, stage(plan, {}, target, options, pool_));
  return commit(std::move(std::get<Staged>(staged)), commit_options);
}

Tree Sandbox::tree() const {
  return read_tree(target.root);
}

Tree read_tree(const std::string& root) {
  Tree found;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = entry.path().lexically_relative(root).string();
    if (entry.is_symlink()) {
      found[name] = "-> " + fs::read_symlink(entry.path()).string();
    } else if (entry.is_directory()) {
      if (fs::is_empty(entry.path())) {
        found[name] = "<folder>";
      }
    } else {
      found[name] = slurp(entry.path());
    }
  }
  return found;
}

std::vector<std::string> Sandbox::faults(bool orphans) const {
  std::vector<std::string> found;
  std::set<std::string> listed;
  const fs::path site_folder = target.root + "/" + k_site;
  for (const auto& entry : fs::directory_iterator(site_folder)) {
    if (entry.path().extension() != ".dist-info" || !fs::exists(entry.path() / "METADATA")) {
      continue;
    }
    for (const Row& row : rows_of(slurp(entry.path() / "RECORD"))) {
      const fs::path file = (site_folder / row.path).lexically_normal();
      listed.insert(file.string());
      if (!fs::exists(file)) {
        found.push_back("missing: " + row.path);
      } else if (!row.size.empty() && std::to_string(fs::file_size(file)) != row.size) {
        found.push_back("wrong size: " + row.path);
      }
    }
  }
  if (!orphans) {
    return found;
  }
  for (const fs::path& folder : {site_folder, fs::path(target.root + "/bin")}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_directory() && !listed.contains(entry.path().string())) {
        found.push_back("orphan: " + entry.path().string());
      }
    }
  }
  if (fs::exists(target.root + "/.axle-change")) {
    found.push_back("leftover: .axle-change");
  }
  return found;
}

bool has_python() {
  return is_executable("/usr/bin/python3.11");
}

std::string debian_answer() {
  return R"({"schema":1,"executable":"/usr/bin/python3.11","base_prefix":"/usr","version":"3.11.2",)"
         R"("implementation":"cpython","abi_flags":"","soabi":"cpython-311-x86_64-linux-gnu","free_threaded":false,)"
         R"("debug":false,"pointer_32bit":false,"cache_tag":"cpython-311","magic":"a70d0d0a","system":"linux",)"
         R"("machine":"x86_64","libc":"glibc","libc_version":[2,36],"os_version":[0,0],"markers":{"os_name":"posix",)"
         R"("sys_platform":"linux","platform_machine":"x86_64","platform_python_implementation":"CPython",)"
         R"("platform_release":"6.1.0","platform_system":"Linux","platform_version":"#1 SMP","python_version":"3.11",)"
         R"("python_full_version":"3.11.2","implementation_name":"cpython","implementation_version":"3.11.2"},)"
         R"("scheme":{"stdlib":"/usr/lib/python3.11","purelib":"/usr/local/lib/python3.11/dist-packages",)"
         R"("platlib":"/usr/local/lib/python3.11/dist-packages","scripts":"/usr/local/bin","data":"/usr/local",)"
         R"("include":"/usr/include/python3.11"},"venv_scheme":{"stdlib":"/usr/lib/python3.11",)"
         R"("purelib":"/lib/python3.11/site-packages","platlib":"/lib/python3.11/site-packages","scripts":"/bin",)"
         R"("data":"","include":"/usr/include/python3.11"},"site_folders":["/usr/local/lib/python3.11/dist-packages",)"
         R"("/usr/lib/python3/dist-packages","/usr/lib/python3.11/dist-packages"],)"
         R"("externally_managed":"/usr/lib/python3.11/EXTERNALLY-MANAGED","conda":false})";
}

Interpreter debian_python() {
  auto parsed = parse_interpreter_answer(debian_answer(), "/usr/bin/python3.11");
  REQUIRE(parsed);
  return std::move(*parsed);
}

}  // namespace axle::venv::test
