// SPDX-License-Identifier: MIT OR Apache-2.0
// Writing the tree of an unpacked wheel and its manifest.
#include "tests/support/unpacked_wheel.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/digest.hpp"

namespace axle::test {
namespace {

std::string stem_of(const std::string& name, const std::string& version) {
  std::string stem = name;
  std::replace(stem.begin(), stem.end(), '-', '_');
  return stem + "-" + version;
}

}  // namespace

UnpackedWheelBuilder::UnpackedWheelBuilder(std::string cache, std::string name, std::string version)
    : cache_(std::move(cache)), name_(std::move(name)), version_(std::move(version)) {}

UnpackedWheelBuilder& UnpackedWheelBuilder::file(std::string path, std::string content, bool executable) {
  files_.push_back({std::move(path), std::move(content), executable});
  return *this;
}

UnpackedWheelBuilder& UnpackedWheelBuilder::data_file(std::string_view key, std::string_view path,
                                                      std::string content) {
  return file(stem_of(name_, version_) + ".data/" + std::string(key) + "/" + std::string(path), std::move(content));
}

UnpackedWheelBuilder& UnpackedWheelBuilder::script(std::string name, std::string module, std::string object) {
  entry_points_.push_back({std::move(name), std::move(module), std::move(object), false});
  return *this;
}

UnpackedWheelBuilder& UnpackedWheelBuilder::metadata_line(std::string line) {
  metadata_lines_ += line + "\n";
  return *this;
}

UnpackedWheelBuilder& UnpackedWheelBuilder::tag(std::string tag) {
  tag_ = std::move(tag);
  return *this;
}

UnpackedWheelBuilder& UnpackedWheelBuilder::platlib() {
  pure_ = false;
  return *this;
}

UnpackedWheelBuilder& UnpackedWheelBuilder::time(std::int64_t seconds) {
  time_seconds_ = seconds;
  return *this;
}

spec::UnpackedWheel UnpackedWheelBuilder::make() {
  const std::string stem = stem_of(name_, version_);
  std::vector<File> all = files_;
  all.push_back({stem + ".dist-info/METADATA",
                 "Metadata-Version: 2.1\nName: " + name_ + "\nVersion: " + version_ + "\n" + metadata_lines_, false});
  all.push_back({stem + ".dist-info/WHEEL",
                 std::string("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: ") + (pure_ ? "true" : "false") +
                     "\nTag: " + tag_ + "\n",
                 false});
  std::sort(all.begin(), all.end(), [](const File& a, const File& b) { return a.path < b.path; });

  spec::UnpackedWheel wheel;
  wheel.name = spec::PackageName::of(name_);
  wheel.version = spec::Version::of(version_);
  wheel.directory = cache_ + "/" + stem;
  wheel.manifest.dist_info = stem + ".dist-info";
  wheel.manifest.root_is_purelib = pure_;
  wheel.manifest.entry_points = entry_points_;
  std::set<std::string> directories;
  std::string everything;
  for (const File& file : all) {
    const std::filesystem::path path = wheel.directory + "/" + file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.content;
    ::chmod(path.c_str(), file.executable ? 0755 : 0644);
    if (time_seconds_ >= 0) {
      const timespec times[2] = {{time_seconds_, 0}, {time_seconds_, 0}};
      ::utimensat(AT_FDCWD, path.c_str(), times, 0);
    }
    struct stat status{};
    ::stat(path.c_str(), &status);
    const std::int64_t mtime_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    wheel.manifest.files.push_back(
        {file.path, file.content.size(), sha256_of(file.content), file.executable, mtime_ns});
    for (std::size_t at = file.path.find('/'); at != std::string::npos; at = file.path.find('/', at + 1)) {
      directories.insert(file.path.substr(0, at));
    }
    if (file.path.starts_with(stem + ".data/")) {
      wheel.manifest.data_directory = stem + ".data";
    }
    everything += file.path + '\0' + file.content + '\0';
  }
  wheel.manifest.directories.assign(directories.begin(), directories.end());
  wheel.archive_digest = sha256_of(everything);
  return wheel;
}

spec::PinnedArtifact pin_of(const spec::UnpackedWheel& wheel, bool requested) {
  spec::PinnedArtifact pin;
  pin.name = wheel.name;
  pin.version = wheel.version;
  pin.requested = requested;
  return pin;
}

}  // namespace axle::test
