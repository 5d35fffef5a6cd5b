// SPDX-License-Identifier: MIT OR Apache-2.0
// Builds wheels for tests: deterministic bytes, correct unless a test says otherwise.
//
//     wheel("foo", "1.0").requires_dist("bar>=2").file("foo/data.txt", "x").entry_point("console_scripts", "foo",
//          "foo:main")
//
// Without files of its own a wheel holds `foo/__init__.py` with its version.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/zip_writer.hpp"

namespace axle::test {

class WheelBuilder {
 public:
  WheelBuilder(std::string name, std::string version);

  WheelBuilder& requires_dist(std::string requirement);
  WheelBuilder& requires_python(std::string specifiers);
  WheelBuilder& provides_extra(std::string extra);
  /// Any other METADATA line: `Summary: text`.
  WheelBuilder& header(std::string line);
  /// `cp311-cp311-manylinux_2_17_x86_64`; `py3-none-any` without a call.
  WheelBuilder& tag(std::string tag);
  WheelBuilder& build_tag(std::string build);
  WheelBuilder& root_is_purelib(bool pure);
  WheelBuilder& file(std::string path, std::string content, bool executable = false);
  /// A file below `NAME-VERSION.data/SCHEME/`.
  WheelBuilder& data_file(std::string_view scheme, std::string_view path, std::string content);
  WheelBuilder& entry_point(std::string group, std::string name, std::string target);
  /// All entries stored; deflated without a call.
  WheelBuilder& stored();

  /// Replace a generated file of the dist-info folder by this text.
  WheelBuilder& metadata_text(std::string text);
  WheelBuilder& wheel_text(std::string text);
  WheelBuilder& record_text(std::string text);
  /// Leaves a file out of the archive, but not out of RECORD.
  WheelBuilder& without(std::string path);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] const std::string& python() const { return requires_python_; }
  [[nodiscard]] std::string file_name() const;
  [[nodiscard]] std::string dist_info() const;
  [[nodiscard]] std::string metadata() const;
  /// The wheel's bytes.
  [[nodiscard]] std::string bytes() const;

 private:
  struct File {
    std::string path;
    std::string content;
    bool executable = false;
  };
  struct EntryPointLine {
    std::string group;
    std::string name;
    std::string target;
  };
  [[nodiscard]] std::string stem() const;
  [[nodiscard]] std::string wheel_file() const;
  [[nodiscard]] std::string entry_points() const;
  [[nodiscard]] std::vector<File> all_files() const;

  std::string name_;
  std::string version_;
  std::vector<std::string> requires_dist_;
  std::string requires_python_;
  std::vector<std::string> extras_;
  std::vector<std::string> headers_;
  std::string tag_ = "py3-none-any";
  std::string build_;
  bool purelib_ = true;
  std::vector<File> files_;
  std::vector<EntryPointLine> entry_points_;
  ZipMethod method_ = ZipMethod::deflated;
  std::optional<std::string> metadata_text_;
  std::optional<std::string> wheel_text_;
  std::optional<std::string> record_text_;
  std::set<std::string> without_;
};

[[nodiscard]] WheelBuilder wheel(std::string name, std::string version);

}  // namespace axle::test
