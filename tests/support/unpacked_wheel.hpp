// SPDX-License-Identifier: MIT OR Apache-2.0
// Unpacked wheels made by hand, as fetch would leave them in the cache: a folder and a manifest with digests and times.
//
//     UnpackedWheelBuilder(folder, "foo", "1.0").file("foo/__init__.py", "x = 1\n").script("foo", "foo", "main").make()
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/artifact.hpp"

namespace axle::test {

class UnpackedWheelBuilder {
 public:
  /// `cache` is an existing folder; the tree is made in it.
  UnpackedWheelBuilder(std::string cache, std::string name, std::string version);

  UnpackedWheelBuilder& file(std::string path, std::string content, bool executable = false);
  /// A file below `NAME-VERSION.data/KEY/`.
  UnpackedWheelBuilder& data_file(std::string_view key, std::string_view path, std::string content);
  UnpackedWheelBuilder& script(std::string name, std::string module, std::string object);
  UnpackedWheelBuilder& metadata_line(std::string line);
  UnpackedWheelBuilder& tag(std::string tag);
  UnpackedWheelBuilder& platlib();
  /// Gives every file this modification time (seconds since 1970) on disk and in the manifest.
  UnpackedWheelBuilder& time(std::int64_t seconds);

  [[nodiscard]] spec::UnpackedWheel make();

 private:
  struct File {
    std::string path;
    std::string content;
    bool executable = false;
  };
  std::string cache_;
  std::string name_;
  std::string version_;
  std::vector<File> files_;
  std::vector<spec::EntryPoint> entry_points_;
  std::string metadata_lines_;
  std::string tag_ = "py3-none-any";
  bool pure_ = true;
  std::int64_t time_seconds_ = -1;
};

/// The pin that names the wheel.
[[nodiscard]] spec::PinnedArtifact pin_of(const spec::UnpackedWheel& wheel, bool requested = true);

}  // namespace axle::test
