// SPDX-License-Identifier: MIT OR Apache-2.0
// Files are written with the standard library, so that base/fs is judged from outside.
#include "tests/unit/engine/workspace.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "base/format.hpp"

namespace axle::engine::test {
namespace {

TemporaryDirectory make_folder() {
  auto made = TemporaryDirectory::create(std::filesystem::temp_directory_path().string(), "axle-engine-");
  REQUIRE(made);
  return std::move(*made);
}

SessionOptions quick_options(std::string cache) {
  SessionOptions options;
  options.http.retries = 0;
  options.cache_directory = std::move(cache);
  options.workers = 1;
  return options;
}

}  // namespace

Workspace::Workspace()
    : folder_(make_folder()),
      session_(quick_options(at("cache")), {.clock = system_clock(),
                                            .log = null_log(),
                                            .progress = null_progress(),
                                            .warnings = warnings_,
                                            .stop = {}}) {}

void Workspace::write(const std::string& below, const std::string& text) const {
  const std::filesystem::path path(at(below));
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

bool Workspace::exists(const std::string& below) const {
  return std::filesystem::exists(at(below));
}

void Workspace::install(const std::string& name, const std::string& version,
                        const std::vector<std::string>& needs) const {
  std::string metadata = format("Metadata-Version: 2.1\nName: {}\nVersion: {}\n", name, version);
  for (const std::string& need : needs) {
    format_to(metadata, "Requires-Dist: {}\n", need);
  }
  write(format("site/{}-{}.dist-info/METADATA", name, version), metadata);
}

venv::Installed Workspace::installed() const {
  return venv::Installed::scan({at("site")}).value();
}

}  // namespace axle::engine::test
